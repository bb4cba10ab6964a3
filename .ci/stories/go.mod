module github.com/wolkvox-hold/wolkvox-hold/ci-stories

go 1.26.0

require (
	github.com/godbus/dbus/v5 v5.2.4
	github.com/jezek/xgb v1.3.0
	github.com/rogpeppe/go-internal v1.14.1
	github.com/wolkvox-hold/wolkvox-hold v0.0.0
	golang.org/x/sys v0.49.0
)

require golang.org/x/tools v0.26.0 // indirect

replace github.com/wolkvox-hold/wolkvox-hold => ../..
