// The rule of the service's own alert, judged by Azure Monitor from what telemetry tells.

@description('Resource ID of the Log Analytics workspace behind the Application Insights resource.')
param workspaceId string

@description('E-mail addresses that get the alert, and its end.')
@minLength(1)
param emails string[]

@description('Where the rule lies: the region of the workspace.')
param location string = resourceGroup().location

@description('So many negative tweets in one window make an alert.')
@minValue(1)
param threshold int = 3

@description('The window, an ISO 8601 duration.')
@allowed(['PT1M', 'PT5M', 'PT10M', 'PT15M', 'PT30M', 'PT1H'])
param window string = 'PT5M'

@description('A negative below it does not count: a number from 0 to 1, as text, since Bicep has whole numbers only.')
param confidence string = '0.5'

resource onCall 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'sentiment-on-call'
  location: 'global'
  properties: {
    enabled: true
    groupShortName: 'sentiment'
    emailReceivers: [for (email, i) in emails: {
      name: 'email-${i}'
      emailAddress: email
      useCommonAlertSchema: true
    }]
  }
}

resource negativeTweets 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'sentiment-negative-tweets'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: 'Tweets négatifs · Negative tweets'
    description: 'Trop de tweets négatifs en peu de temps. Too many negative tweets in a short time.'
    enabled: true
    severity: 2
    scopes: [workspaceId]
    // Azure refuses ingestion_time(), union, search and take in a query that runs each minute.
    evaluationFrequency: 'PT1M'
    windowSize: window
    criteria: {
      allOf: [
        {
          query: replace(loadTextContent('alert.kql'), 'Confidence >= 0.5', 'Confidence >= ${confidence}')
          timeAggregation: 'Count'
          operator: 'GreaterThanOrEqual'
          threshold: threshold
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    // One message as it begins and one as it is over; Azure refuses muteActionsDuration beside it.
    autoMitigate: true
    // A workspace that was made a moment ago does not know the table yet.
    skipQueryValidation: true
    actions: {
      actionGroups: [onCall.id]
    }
  }
}
