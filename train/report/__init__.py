"""`sentiment report`: the evidence on every champion, on one page.

`tweets`      the labelled tweets that it is measured on
`learnt`      which of them the models were trained on
`answers`     what each champion says of them, and how long it takes
`figures`     accuracy, F1, AUC, loss and calibration error, each with its interval
`calibration` whether a probability means what it says, and the band of the unsure
`pairs`       every two models, where only one is right
`slices`      accuracy on kinds of tweets
`crossed`     the difference of two groups whose names stand in the same sentences
`errors`      what is wrong, by which `words`, and which labels may be
`behaviour`   `bias`: sentences of this project's own, and what must hold of the answers to them
`quality`     what the tweets are like, and whether another file's are like them
`runs`        what differs between the runs that made the models
`findings`    all of it together
`page`        `charts` and `table` show it, `logged` keeps it in MLflow, `command` is the command line
"""
