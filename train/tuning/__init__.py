"""The search for better settings of a family, by Optuna (Akiba et al. 2019), judged on validation alone.

`space`      what is tried
`search`     one search: its data, its study on disk, what of it is done
`trial`      one trial: fit, measure, give up early where others were better by then
`processes`  trials in processes of this machine
`cluster`    trials on a Ray cluster
`job`        all of it, from the first trial to the best
"""
