"""Files of others are opened in a process of its own with little memory and time (decisions 0012 and 0020).

`outside` starts it, `inside` is what runs there: it calls the `opened(content, arguments)` of one module.
"""
