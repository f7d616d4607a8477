// The database of predictions and flags, which only the private network reaches, and its URL in the vault.

param name string
param location string
param sku string
param tier string
param backupDays int
param subnetId string
param zoneId string
param vaultName string

@secure()
param password string

var user = 'sentiment'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2026-10-01' = {
  name: name
  location: location
  sku: {
    name: sku
    tier: tier
  }
  properties: {
    version: '17'
    administratorLogin: user
    administratorLoginPassword: password
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: backupDays
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'Disabled'
    }
    network: {
      publicNetworkAccess: 'Disabled'
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: zoneId
    }
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2026-10-01' = {
  parent: server
  name: 'sentiment'
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

resource url 'Microsoft.KeyVault/vaults/secrets@2026-05-15' = {
  parent: vault
  name: 'database-url'
  properties: {
    value: 'postgresql://${user}:${uriComponent(password)}@${server.properties.fullyQualifiedDomainName}/${database.name}?sslmode=require'
  }
}

output urlSecret string = url.name
