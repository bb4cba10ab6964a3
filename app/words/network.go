package words

// ProxyPassword is the outcome of a press that a proxy kept back for a password.
func (w Words) ProxyPassword() string { return w.Outcome("not_toggled", "proxy_password") }

// CheckProxyPassword says the same of a connection test.
func (w Words) CheckProxyPassword() string { return w.text("check_proxy_password") }
