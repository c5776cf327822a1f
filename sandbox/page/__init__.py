"""The page on which a developer is a customer: chats as on a phone, beside the switches of the sandbox."""

from sandbox.page.app import create_page

__all__ = ["create_page"]
