using 'main.bicep'

param image = readEnvironmentVariable('IMAGE', '')
param revision = readEnvironmentVariable('REVISION', '')
param stable = readEnvironmentVariable('STABLE', '')
param emails = split(readEnvironmentVariable('ALERT_EMAILS'), ',')
param minReplicas = 1
param maxReplicas = 3
param databaseSku = 'Standard_B2s'
param backupDays = 14
param dailyLogs = 2
