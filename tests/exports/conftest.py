from published import first_published, project

__all__ = ["first_published", "project"]
