"""All that runs inside the Bento, in the order in which a tweet meets it.

`web`         connections, who may come in, the routes and their errors
`serving`     the gateway, `auto`, the runners and the hop to them
`models`      one model family a file; `store`, `card`, `cascade` and `catalogue` say which is served
`records`     predictions and flags in the database
`alerts`      who is told when many tweets are negative at once
`monitoring`  drift, estimated accuracy, the figures of the last hours, advice to retrain
`telemetry`   traces, log records and metrics
`azure`       what Azure runs beside the service
"""
