"""A development OIDC issuer: any e-mail signs in, without a password. Loopback only."""
