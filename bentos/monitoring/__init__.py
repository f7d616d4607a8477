"""How the models fare in production: figures, drift, estimated accuracy, advice to retrain."""
