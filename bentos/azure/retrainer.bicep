// The identity under which GitHub's workflow retrains, made once there is a database. Of the vault it may read one
// secret: the database's address.

@description('The repository on GitHub whose workflow retrains, OWNER/NAME.')
param repository string

@description('Environment of that repository in which models are retrained.')
param githubEnvironment string = 'retraining'

@description('Region of the identity.')
param location string = resourceGroup().location

@description('The vault that foundation.bicep made.')
param vaultName string = 'sentiment-${uniqueString(resourceGroup().id)}'

var reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

// main.bicep made it.
resource databaseUrl 'Microsoft.KeyVault/vaults/secrets@2026-05-15' existing = {
  parent: vault
  name: 'database-url'
}

resource retrainer 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'sentiment-retrainer'
  location: location
}

resource github 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: retrainer
  name: 'github'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:${repository}:environment:${githubEnvironment}'
    audiences: ['api://AzureADTokenExchange']
  }
}

// The workflow finds the vault by the outputs of the deployment that made it.
resource finding 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, retrainer.id, reader)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', reader)
    principalId: retrainer.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource reading 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(databaseUrl.id, retrainer.id, keyVaultSecretsUser)
  scope: databaseUrl
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: retrainer.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

output clientId string = retrainer.properties.clientId
