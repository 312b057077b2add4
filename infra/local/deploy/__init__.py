"""Deploys `template.yaml` through CloudFormation: to the emulator, to LocalStack, to AWS."""
