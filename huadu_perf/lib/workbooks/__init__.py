"""Excel files, the only place that knows openpyxl: `columns` say what a sheet holds, `writing`, `reading`.

Files of others are opened by `box` in a process of its own, with limits (shared/guide/security.md G).
"""
