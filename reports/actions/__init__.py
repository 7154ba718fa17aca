"""Writing: issuing reports, keeping stamped scans."""
