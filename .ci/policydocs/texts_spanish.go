package main

func policySpanish() policyTexts {
	return policyTexts{
		Language: "es",
		Settings: map[string]policyText{
			"server": {
				Title: "Servidor",
				Help:  "El servidor de wolkvox: 0042, wv0042 o wv0042.wolkvox.com. El programa no se comunica con ningún otro equipo que no sea este de wolkvox.com.",
			},
			"agent_id": {
				Title: "Extensión",
				Help:  "El ID de agente de la persona que inicia sesión, solo dígitos. Uno equivocado pone en espera la llamada de otra persona; por eso vale solo para una persona: un valor para todo el equipo se ignora y doctor lo señala.",
			},
			"agent_id_from": {
				Title: "Extensión desde una variable de entorno",
				Help:  "El nombre de una variable de entorno que contiene la extensión al iniciar sesión. Tiene prioridad sobre cualquier otra extensión, salvo una elegida en el menú, que vale hasta cerrar la sesión. Si la variable está vacía, el programa queda sin configurar y nunca usa un número anterior.",
			},
			"hotkey": {
				Title: "Atajo de teclado",
				Help:  "La combinación que cambia la espera, por ejemplo Ctrl+Shift+F9. Una tecla de carácter necesita Ctrl o Super, y se rechaza lo que se escribe con AltGr.",
			},
			"language": {
				Title:   "Idioma",
				Help:    "El idioma de todo lo que lee el agente.",
				Choices: map[string]string{"auto": "El del escritorio", "es": "Español", "pt": "Portugués", "en": "Inglés"},
			},
			"feedback": {
				Title:   "Cómo se avisa el resultado",
				Help:    "Cómo se le avisa al agente qué pasó con una pulsación. El icono siempre lo indica. Con sound, una pulsación confirmada se oye y no se muestra; la que no cambió nada o cuyo resultado se desconoce se oye y se muestra, porque dice qué hacer. Si no se puede reproducir el sonido, se muestra la notificación.",
				Choices: map[string]string{"notification": "Notificación e icono", "sound": "Sonido e icono", "icon": "Solo el icono"},
			},
			"press_gap_ms": {
				Title: "Intervalo entre pulsaciones",
				Help:  "Las pulsaciones más seguidas que esto cuentan como una sola. Nunca es menor que el tiempo de doble clic del sistema.",
				Unit:  "milisegundos",
			},
			"timeout_s": {
				Title: "Tiempo límite",
				Help:  "Cuánto espera una pulsación la respuesta de wolkvox. La solicitud misma sale dentro de los 3 segundos de la pulsación o no sale.",
				Unit:  "segundos",
			},
			"proxy": {
				Title: "Proxy",
				Help:  "system, none, o una dirección como http://proxy.example:3128 sin usuario ni contraseña; también socks5:// (el nombre de wolkvox se resuelve aquí) y socks5h:// (lo resuelve el proxy). system es lo que tienen configurado Windows o macOS, scripts incluidos; en Linux es el entorno y después el escritorio.",
			},
			"autostart": {
				Title: "Abrir al iniciar sesión",
				Help:  "Activado: el programa se abre con la sesión. Desactivado: no se abre.",
			},
			"warm": {
				Title:   "Conexión de reserva",
				Help:    "Si se mantiene lista una conexión con wolkvox, para que una pulsación salga antes.",
				Choices: map[string]string{"off": "Nunca", "auto": "Cuando es probable una pulsación"},
			},
			"ca_file": {
				Title: "Certificados raíz adicionales",
				Help:  "La ruta completa de un archivo PEM con certificados raíz en los que se confía además de los del sistema, para una red que inspecciona TLS. Nada puede desactivar la verificación.",
			},
			"managed_by": {
				Title: "Quién administra este equipo",
				Help:  "Nombre, contacto y enlace de la mesa de ayuda. El agente los ve junto a cada ajuste bloqueado y donde un mensaje indica llamar a TI.",
			},
			"ask_agent_id": {
				Title:   "Preguntar la extensión",
				Help:    "Si el programa pregunta la extensión la primera vez que se abre en cada sesión y cada día, para puestos que comparten varias personas.",
				Choices: map[string]string{"never": "Nunca", "start": "La primera vez en la sesión o el día"},
			},
			"lock_settings": {
				Title: "Bloquear los ajustes",
				Help:  "Activado: los agentes no pueden cambiar los ajustes. La extensión y el token los pueden seguir cambiando.",
			},
			"hide_quit": {
				Title: "Ocultar Salir",
				Help:  "Activado: el menú no tiene Salir. El comando wolkvox-hold quit sigue funcionando, porque las actualizaciones lo necesitan.",
			},
			"log_level": {
				Title:   "Registro",
				Help:    "Cuánto se escribe en el registro. Nunca contiene el token.",
				Choices: map[string]string{"debug": "Todo", "info": "Pulsaciones y cambios", "warn": "Advertencias y errores", "error": "Solo errores"},
			},
			"run_where": {
				Title:   "Dónde atiende",
				Help:    "En qué tipo de sesión atiende el programa. En el otro tipo se queda quieto, para que una pulsación cambie la espera una sola vez cuando el programa está a ambos lados de un escritorio remoto.",
				Choices: map[string]string{"any": "En todas", "local": "Solo en el equipo mismo", "remote": "Solo en sesiones remotas"},
			},
			"token_store": {
				Title:   "Dónde puede estar el token",
				Help:    "auto: en el llavero del sistema o, si Windows se niega a guardarlo en el Administrador de credenciales, en un archivo que Windows cifra para ese usuario en ese equipo. keychain: solo en el llavero; un archivo que ya exista se borra. Solo importa en Windows.",
				Choices: map[string]string{"auto": "Llavero, o un archivo cifrado", "keychain": "Solo el llavero"},
			},
		},
		Say: map[string]string{
			"description":          "Directivas de Wolkvox Hold",
			"since":                "Wolkvox Hold 0.1 o posterior",
			"starting_values":      "Valores iniciales",
			"starting_values_help": "Valores que rigen hasta que el agente elige otro.",
			"range":                "De %d a %d %s.",
			"built_in":             "Si no se configura: %s.",
			"name":                 "Nombre",
			"contact":              "Teléfono, correo o lugar",
			"link":                 "Enlace (https o mailto)",
			"on":                   "activado",
			"off":                  "desactivado",

			"title": "Referencia de directivas",
			"intro": "Todos los ajustes de Wolkvox Hold, tal como TI puede fijarlos para un equipo o para mil. Esta página, las plantillas de directivas para Windows, el esquema para Linux y el manifiesto de perfil para macOS se generan a partir de la misma tabla con la que el programa lee las directivas.\n\n" +
				"El token no está entre los ajustes y ninguna directiva puede contenerlo: cualquiera que use el equipo puede leer las directivas, y un token puede hacerlo todo en una operación de wolkvox. Va en el llavero de cada persona, con `wolkvox-hold token set`.",
			"where":         "Dónde está una directiva",
			"where_linux":   "`/etc/wolkvox-hold/policy.json`, un objeto JSON en UTF-8. El archivo y la carpeta pertenecen a root y nadie más puede escribir en ellos: cualquier otro archivo, y cualquier enlace, se rechaza por completo. Ejemplo: `assets/linux/policy.example.json`; con `assets/linux/policy.schema.json` los editores y las herramientas de despliegue pueden revisar una antes de instalarla.",
			"where_windows": "La clave del registro `HKLM\\Software\\Policies\\WolkvoxHold`, o la misma en `HKCU` para una persona; la escriben las directivas de grupo. Las plantillas son `wolkvox-hold.admx` y, en las carpetas `en-US`, `es-ES` y `pt-BR`, `wolkvox-hold.adml`. Los textos son `REG_SZ`; los números y los interruptores, `REG_DWORD` o también texto. `managed_by` es una subclave con los textos `name`, `contact` y `link`. Si Windows está en otro español, copie `es-ES` a la carpeta de ese nombre (por ejemplo `es-MX`).",
			"where_macos":   "Un perfil de configuración para el dominio `io.github.wolkvox_hold.WolkvoxHold`. Manifiesto para editores: `assets/macos/io.github.wolkvox_hold.WolkvoxHold.plist`; ejemplo: `assets/macos/wolkvox-hold.example.mobileconfig`. Nunca se probó en una Mac.",
			"counts":        "Qué valor cuenta",
			"order": "1. *policy* (directiva): un valor en la raíz de la directiva es obligatorio. El agente lo ve en gris, con quién lo fijó.\n" +
				"2. *user* (usuario): lo que eligió el agente.\n" +
				"3. *policy default* (valor inicial): un valor dentro de `defaults` (en Windows, la subclave `Defaults`) rige hasta que el agente elige otro.\n" +
				"4. *machine* (equipo): lo que se indicó al instalador (solo Windows, `HKLM\\Software\\WolkvoxHold`).\n" +
				"5. *built in*: lo que trae el programa.\n\n" +
				"`wolkvox-hold config show` indica el origen de cada valor. En Windows, una directiva del equipo tiene prioridad sobre una de la persona. Un valor vacío cuenta como no configurado. Una clave que es obligatoria y también valor inicial es obligatoria.",
			"bad":       "Qué pasa con una directiva incorrecta",
			"bad_rules": "Una clave desconocida, un valor no válido o un archivo en el que no se puede confiar nunca detienen el programa ni una pulsación: se anotan en el log, `wolkvox-hold doctor` dice qué está mal y rige el siguiente origen de la lista anterior. En lugar de una política que está ahí y no se puede usar, sigue vigente la última válida, también tras reiniciar, salvo su `ca_file` en un programa que se inicie mientras tanto; una que se quitó ya no rige. El texto necesita sus comillas, también en YAML: `0042` sin ellas llega como otro número. Un cambio cuenta sin reiniciar: de inmediato en Linux y Windows, en menos de un minuto en macOS. Una ventana de ajustes abierta lo muestra al abrirla de nuevo; guardar se rechaza de inmediato.",
			"settings":  "Los ajustes",
			"values":    "Valores",
			"who":       "Quién lo fija",
			"json":      "En el archivo de directiva",
			"registry":  "En el registro",
			"who_all":   "una directiva o el agente",
			"who_it":    "solo una directiva",
			"who_user":  "el agente o una directiva para una persona (`HKCU`, o un perfil de usuario); nunca todo un equipo",
			"any_text":  "texto",
			"on_off":    "`true` o `false`",
			"parts":     "los textos `name`, `contact` y `link` (https o mailto), de hasta 200 bytes cada uno",
			"digits":    "de 1 a 20 dígitos",
		},
	}
}
