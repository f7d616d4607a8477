"""`sentiment score`: a file of tweets in, the same file with what a model says of each row out.

`block`       rows that are scored together, and what a model says of them
`scorer`      the models that answer, the same on every machine
`kinds`       reading and writing: `delimited`, `objects` (JSON lines), `parquet`
`processes`   scores blocks in processes of this machine
`cluster`     scores them on a Ray cluster
`parts`       what is already scored, on disk, so that a run that was stopped goes on
`job`         ties these together
"""
