// All that runs, over what foundation.bicep made. Without an image: all but the service.

@description('Image of the service, SERVER/NAME:COMMIT; empty: the service is left out.')
param image string = ''

@description('What tells a revision from others, such as c0123456789ab-1-1; empty: Azure makes it up.')
param revision string = ''

@description('Revision that keeps all traffic while a new one is tried; empty: the new one takes it.')
param stable string = ''

@description('E-mail addresses that get the alert, and its end.')
@minLength(1)
param emails string[]

@description('Replicas that run even where nobody asks; 0: the first request after a while waits for a start.')
@minValue(0)
param minReplicas int = 1

@description('Replicas at most.')
@minValue(1)
param maxReplicas int = 1

@description('Size of the database server.')
param databaseSku string = 'Standard_B1ms'

@description('Its tier.')
@allowed(['Burstable', 'GeneralPurpose', 'MemoryOptimized'])
param databaseTier string = 'Burstable'

@description('Days that the database can be set back.')
@minValue(7)
@maxValue(35)
param backupDays int = 7

@description('GB of telemetry and logs a day at most; what comes then is dropped.')
@minValue(1)
param dailyLogs int = 1

@description('Region of every resource.')
param location string = resourceGroup().location

@description('The vault that foundation.bicep made.')
param vaultName string = 'sentiment-${uniqueString(resourceGroup().id)}'

@description('The registry that foundation.bicep made.')
param registryName string = 'sentiment${uniqueString(resourceGroup().id)}'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: 'sentiment'
}

module network 'network.bicep' = {
  name: 'network'
  params: {
    name: 'sentiment'
    location: location
  }
}

module observability 'observability.bicep' = {
  name: 'observability'
  params: {
    name: 'sentiment'
    location: location
    dailyLogs: dailyLogs
    vaultName: vaultName
  }
}

module database 'database.bicep' = {
  name: 'database'
  params: {
    name: 'sentiment-${uniqueString(resourceGroup().id)}'
    location: location
    sku: databaseSku
    tier: databaseTier
    backupDays: backupDays
    password: vault.getSecret('database-password')
    subnetId: network.outputs.databaseSubnetId
    zoneId: network.outputs.zoneId
    vaultName: vaultName
  }
}

module environment 'environment.bicep' = {
  name: 'environment'
  params: {
    name: 'sentiment'
    location: location
    subnetId: network.outputs.servicesSubnetId
    workspaceName: observability.outputs.workspaceName
  }
}

module app 'app.bicep' = if (!empty(image)) {
  name: 'app'
  params: {
    name: 'sentiment'
    location: location
    image: image
    revision: revision
    stable: stable
    minReplicas: minReplicas
    maxReplicas: maxReplicas
    environmentId: environment.outputs.id
    domain: environment.outputs.domain
    proxies: environment.outputs.proxies
    identityId: identity.id
    registryServer: registry.properties.loginServer
    vaultUri: vault.properties.vaultUri
    databaseUrlSecret: database.outputs.urlSecret
    insightsSecret: observability.outputs.connectionSecret
  }
}

module alert 'alert.bicep' = {
  name: 'alert'
  params: {
    workspaceId: observability.outputs.workspaceId
    emails: emails
    location: location
  }
}

output url string = 'https://sentiment.${environment.outputs.domain}'
