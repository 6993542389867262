"""The process `preview`: draws, off screen and without the network, the pictures that the console hands out."""
