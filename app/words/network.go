package words

const proxyPassword = "the proxy asks for a password, and Wolkvox Hold gives none. Call IT"

// ProxyPassword is the outcome of a press that a proxy kept back for a password.
func (w Words) ProxyPassword() string { return w.mark("not toggled: " + proxyPassword) }

// CheckProxyPassword says the same of a connection test.
func (w Words) CheckProxyPassword() string {
	return "way through the proxy: failed. " + capital(proxyPassword) +
		": let this program's traffic through to *.wolkvox.com without one"
}
