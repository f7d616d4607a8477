// What a person makes once, before anything can be deployed: the vault, the registry, and who may do what.

@description('The repository on GitHub whose workflows deploy, OWNER/NAME.')
param repository string

@description('Environment of that repository, whose rules say when a deployment may begin.')
param githubEnvironment string

@description('Region of every resource.')
param location string = resourceGroup().location

@description('Name of the vault; of all vaults on Azure, no other may have it.')
param vaultName string = 'sentiment-${uniqueString(resourceGroup().id)}'

@description('Name of the registry; of all registries on Azure, no other may have it.')
param registryName string = 'sentiment${uniqueString(resourceGroup().id)}'

module vault 'vault.bicep' = {
  name: 'vault'
  params: {
    name: vaultName
    location: location
  }
}

module registry 'registry.bicep' = {
  name: 'registry'
  params: {
    name: registryName
    location: location
  }
}

module identity 'identity.bicep' = {
  name: 'identity'
  params: {
    name: 'sentiment'
    location: location
    vaultName: vault.outputs.name
    registryName: registry.outputs.name
  }
}

module deployer 'deployer.bicep' = {
  name: 'deployer'
  params: {
    name: 'sentiment-deployer'
    location: location
    repository: repository
    githubEnvironment: githubEnvironment
    vaultName: vault.outputs.name
    registryName: registry.outputs.name
  }
}

output vaultName string = vault.outputs.name
output registryName string = registry.outputs.name
output registryServer string = registry.outputs.server
output clientId string = deployer.outputs.clientId
