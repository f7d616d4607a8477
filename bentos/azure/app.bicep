// The service: one container, scaled by the requests that it has at once.

param name string
param location string
param image string
param revision string
param stable string
param minReplicas int
param maxReplicas int
param environmentId string
param domain string
param proxies string
param identityId string
param registryServer string
param vaultUri string
param databaseUrlSecret string
param insightsSecret string

@description('Port that the service listens on.')
param port int = 3000

@description('Requests at once of one replica; with more, another one starts. One batch of a model.')
param concurrency int = 64

resource app 'Microsoft.App/containerApps@2026-07-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      // Two revisions stand side by side only while a new one is tried.
      activeRevisionsMode: empty(stable) ? 'Single' : 'Multiple'
      ingress: {
        external: true
        allowInsecure: false
        targetPort: port
        transport: 'auto'
        // Of a visitor's page one replica knows. Azure keeps a visitor to a replica in single mode only.
        stickySessions: {
          affinity: empty(stable) ? 'sticky' : 'none'
        }
        traffic: [
          {
            latestRevision: empty(stable)
            revisionName: empty(stable) ? null : stable
            weight: 100
          }
        ]
      }
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
      secrets: [
        {
          name: 'admin-token'
          keyVaultUrl: '${vaultUri}secrets/admin-token'
          identity: identityId
        }
        {
          name: 'api-keys'
          keyVaultUrl: '${vaultUri}secrets/api-keys'
          identity: identityId
        }
        {
          name: 'database-url'
          keyVaultUrl: '${vaultUri}secrets/${databaseUrlSecret}'
          identity: identityId
        }
        {
          name: 'insights-connection-string'
          keyVaultUrl: '${vaultUri}secrets/${insightsSecret}'
          identity: identityId
        }
      ]
    }
    template: {
      revisionSuffix: empty(revision) ? null : revision
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'sentiment'
          image: image
          resources: {
            cpu: 2
            memory: '4Gi'
          }
          env: [
            {
              name: 'HOST'
              value: '0.0.0.0'
            }
            {
              name: 'PORT'
              value: string(port)
            }
            {
              name: 'PUBLIC_URL'
              value: 'https://${name}.${domain}'
            }
            {
              name: 'FORWARDED_ALLOW_IPS'
              value: proxies
            }
            {
              name: 'ADMIN_TOKEN'
              secretRef: 'admin-token'
            }
            {
              name: 'API_KEYS'
              secretRef: 'api-keys'
            }
            {
              name: 'DATABASE_URL'
              secretRef: 'database-url'
            }
            {
              name: 'APPLICATIONINSIGHTS_CONNECTION_STRING'
              secretRef: 'insights-connection-string'
            }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/livez'
                port: port
              }
              periodSeconds: 15
              timeoutSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/readyz'
                port: port
              }
              periodSeconds: 5
              timeoutSeconds: 5
              failureThreshold: 3
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/livez'
                port: port
              }
              periodSeconds: 15
              timeoutSeconds: 10
              failureThreshold: 4
            }
          ]
        }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [
          {
            name: 'http'
            http: {
              metadata: {
                concurrentRequests: string(concurrency)
              }
            }
          }
        ]
      }
    }
  }
}

output name string = app.name
