// The identity under which GitHub's workflow retrains. It may read the vault, where the database's address is.

param name string
param location string
param repository string
param githubEnvironment string
param vaultName string

var reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

resource retrainer 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
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
  name: guid(vault.id, retrainer.id, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: retrainer.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

output clientId string = retrainer.properties.clientId
