"""`python -m speaknode_cli`"""

from speaknode_cli.main import app

if __name__ == "__main__":
    app()
