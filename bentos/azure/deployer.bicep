// The identity under which GitHub's workflows deploy. It has no password: GitHub vouches for one environment.

param name string
param location string
param repository string
param githubEnvironment string
param vaultName string
param registryName string

var contributor = 'b24988ac-6180-42a0-ab88-20f7382dd24c'
var acrPush = '8311e382-0749-4cb8-b61a-304f252e45ec'
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource deployer 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
}

resource github 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = {
  parent: deployer
  name: 'github'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: 'repo:${repository}:environment:${githubEnvironment}'
    audiences: ['api://AzureADTokenExchange']
  }
}

// Contributor gives no role to anybody: what may be done stays with the person who made this.
resource deploying 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, deployer.id, contributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', contributor)
    principalId: deployer.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource pushing 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, deployer.id, acrPush)
  scope: registry
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPush)
    principalId: deployer.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// The smoke test asks with a client's key.
resource reading 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, deployer.id, keyVaultSecretsUser)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
    principalId: deployer.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

output clientId string = deployer.properties.clientId
