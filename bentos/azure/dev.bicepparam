using 'main.bicep'

param image = readEnvironmentVariable('IMAGE', '')
param revision = readEnvironmentVariable('REVISION', '')
param stable = readEnvironmentVariable('STABLE', '')
param emails = split(readEnvironmentVariable('ALERT_EMAILS'), ',')
param minReplicas = 0
param maxReplicas = 1
