// Where telemetry and logs go: Application Insights, over a workspace that the alert's rule asks.

param name string
param location string
param dailyLogs int
param vaultName string

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
    workspaceCapping: {
      dailyQuotaGb: dailyLogs
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: name
  location: location
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
  }
}

resource connection 'Microsoft.KeyVault/vaults/secrets@2026-05-15' = {
  parent: vault
  name: 'insights-connection-string'
  properties: {
    value: insights.properties.ConnectionString
  }
}

output workspaceId string = workspace.id
output workspaceName string = workspace.name
output connectionSecret string = connection.name
