"""Small widgets and services that the panels share; none knows of scans."""
