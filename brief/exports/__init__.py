"""A report in the forms that others read: print, word processors, mail, static sites; and a site of all of them."""
