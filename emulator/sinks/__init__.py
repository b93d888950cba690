"""Where received faxes are delivered besides mail: folders for printers and network shares, SFTP servers."""
