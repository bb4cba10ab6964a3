package main

func policySpanish() policyTexts {
	return policyTexts{
		Language: "es",
		Settings: map[string]policyText{
			"server": {
				Title: "Servidor",
				Help:  "El servidor de wolkvox: 0042, wv0042 o wv0042.wolkvox.com. El programa se conecta a este servidor de wolkvox.com y a ningún otro.",
			},
			"agent_id": {
				Title: "Extensión",
				Help:  "El ID de agente de la persona que inicia sesión, solo dígitos. Uno equivocado afecta la llamada de otra persona; por eso se define para una sola persona: un valor para todo el equipo se ignora y doctor lo indica.",
			},
			"agent_id_from": {
				Title: "Extensión desde una variable de entorno",
				Help:  "El nombre de una variable de entorno que contiene la extensión al iniciar sesión. Tiene prioridad sobre cualquier otra extensión, salvo una indicada en el menú, que se usa hasta cerrar sesión. Si la variable está vacía, el programa queda sin configurar y nunca usa un número anterior.",
			},
			"hotkey": {
				Title: "Atajo",
				Help:  "Las teclas que cambian el hold, por ejemplo Ctrl+Shift+F9. Una tecla de carácter necesita Ctrl o Super, y se rechazan las combinaciones que escriben un carácter con AltGr.",
			},
			"language": {
				Title:   "Idioma",
				Help:    "El idioma de todo lo que lee el agente.",
				Choices: map[string]string{"auto": "El del sistema", "es": "Español", "pt": "Portugués", "en": "Inglés"},
			},
			"feedback": {
				Title:   "Cómo se muestran los resultados",
				Help:    "Cómo ve el agente el resultado de una pulsación. El ícono siempre lo muestra. Con sound, una pulsación confirmada se oye y no se muestra; una que no cambió el hold o está sin confirmar se oye y se muestra, porque dice qué hacer. Si no se puede reproducir el sonido, se muestra la notificación.",
				Choices: map[string]string{"notification": "Notificación e ícono", "sound": "Sonido e ícono", "icon": "Solo el ícono"},
			},
			"press_gap_ms": {
				Title: "Intervalo mínimo",
				Help:  "Las pulsaciones más seguidas que esto cuentan como una sola. Nunca es menor que el tiempo de doble clic del sistema.",
				Unit:  "milisegundos",
			},
			"timeout_s": {
				Title: "Tiempo límite",
				Help:  "Cuánto tiempo se espera la respuesta de wolkvox a una pulsación. La solicitud misma sale en menos de 3 segundos, o no sale.",
				Unit:  "segundos",
			},
			"proxy": {
				Title: "Proxy",
				Help:  "system, none o una dirección como http://proxy.example:3128 sin usuario ni contraseña. También socks5:// (este equipo resuelve el nombre de wolkvox) y socks5h:// (lo resuelve el proxy). system es la configuración de Windows o macOS, scripts incluidos; en Linux, las variables de entorno y después la configuración del escritorio.",
			},
			"autostart": {
				Title: "Abrir al iniciar sesión",
				Help:  "Activado: el programa se abre al iniciar sesión. Desactivado: no se abre.",
			},
			"warm": {
				Title:   "Conexión de reserva",
				Help:    "Si se mantiene lista una conexión con wolkvox, para enviar antes una pulsación.",
				Choices: map[string]string{"off": "Nunca", "auto": "Cuando es probable una pulsación"},
			},
			"ca_file": {
				Title: "Certificados raíz adicionales",
				Help:  "La ruta completa de un archivo PEM con certificados raíz en los que se confía además de los del sistema, para una red que inspecciona TLS. La verificación no se puede desactivar.",
			},
			"managed_by": {
				Title: "Quién administra este equipo",
				Help:  "Nombre, contacto y enlace de la mesa de ayuda. El agente los ve junto a cada ajuste bloqueado y donde un mensaje indica llamar a TI. Con esto, los mensajes sobre el token y el servidor piden llamar a la mesa de ayuda, no cambiarlos.",
			},
			"ask_agent_id": {
				Title:   "Preguntar la extensión",
				Help:    "Si el programa pregunta la extensión la primera vez que se abre en cada sesión y cada día, para puestos que comparten varias personas.",
				Choices: map[string]string{"never": "Nunca", "start": "La primera vez en la sesión o el día"},
			},
			"lock_settings": {
				Title: "Bloquear los ajustes",
				Help:  "Activado: los agentes no pueden cambiar los ajustes. Aún pueden cambiar la extensión y el token.",
			},
			"hide_quit": {
				Title: "Ocultar Salir",
				Help:  "Activado: el menú no tiene Salir. El comando wolkvox-hold quit sigue funcionando, porque las actualizaciones lo necesitan.",
			},
			"log_level": {
				Title:   "Log",
				Help:    "Cuánto se escribe en el log. Nunca contiene el token.",
				Choices: map[string]string{"debug": "Todo", "info": "Pulsaciones y cambios", "warn": "Advertencias y errores", "error": "Solo errores"},
			},
			"run_where": {
				Title:   "Dónde se habilitan las pulsaciones",
				Help:    "En qué tipo de sesión el programa recibe pulsaciones. En el otro tipo no las recibe, para que una pulsación cambie el hold una sola vez cuando el programa está en ambos lados de un escritorio remoto.",
				Choices: map[string]string{"any": "En todas partes", "local": "Solo en el equipo mismo", "remote": "Solo en sesiones remotas"},
			},
			"token_store": {
				Title:   "Dónde se guarda el token",
				Help:    "auto: en el llavero del sistema. Si Windows no permite guardarlo en el Administrador de credenciales, en un archivo que Windows cifra para ese usuario en ese equipo. keychain: solo en el llavero; si ya hay un archivo, se borra. Solo en Windows.",
				Choices: map[string]string{"auto": "Llavero o, si no, un archivo cifrado", "keychain": "Solo el llavero"},
			},
		},
		Say: map[string]string{
			"description":          "Políticas de Wolkvox Hold",
			"since":                "Wolkvox Hold 0.1 o posterior",
			"starting_values":      "Valores iniciales",
			"starting_values_help": "Valores que se usan hasta que el agente elige otro.",
			"range":                "De %d a %d %s.",
			"built_in":             "Si no se define: %s.",
			"name":                 "Nombre",
			"contact":              "Teléfono, correo o lugar",
			"link":                 "Enlace (https o mailto)",
			"on":                   "activado",
			"off":                  "desactivado",

			"title": "Referencia de políticas",
			"intro": "Todos los ajustes de Wolkvox Hold, tal como TI puede definirlos para un equipo o para mil. Esta página, las plantillas de políticas para Windows, el esquema para Linux y el manifiesto de perfil para macOS se generan a partir de la misma tabla con la que el programa lee las políticas.\n\n" +
				"El token no es un ajuste y ninguna política puede contenerlo: cualquiera que use el equipo puede leer las políticas, y un token puede hacerlo todo en una operación de wolkvox. Va en el llavero de cada persona, con `wolkvox-hold token set`.",
			"where":         "Dónde está una política",
			"where_linux":   "`/etc/wolkvox-hold/policy.json`, un objeto JSON en UTF-8. El archivo y la carpeta pertenecen a root y nadie más puede escribir en ellos: cualquier otro archivo, y cualquier enlace, se rechaza por completo. Ejemplo: `assets/linux/policy.example.json`; con `assets/linux/policy.schema.json` los editores y las herramientas de despliegue pueden revisar una antes de instalarla.",
			"where_windows": "La clave `HKLM\\Software\\Policies\\WolkvoxHold` del Registro de Windows, o la misma en `HKCU` para una persona; la escriben las políticas de grupo. Las plantillas son `wolkvox-hold.admx` y, en las carpetas `en-US`, `es-ES`, `es-MX` y `pt-BR`, `wolkvox-hold.adml`. Los textos son `REG_SZ`; los números y los interruptores, `REG_DWORD` o también texto. `managed_by` es una subclave con los textos `name`, `contact` y `link`.",
			"where_macos":   "Un perfil de configuración para el dominio `io.github.wolkvox_hold.WolkvoxHold`. Manifiesto para editores: `assets/macos/io.github.wolkvox_hold.WolkvoxHold.plist`; ejemplo: `assets/macos/wolkvox-hold.example.mobileconfig`. Sin verificar en una Mac.",
			"counts":        "Qué valor se usa",
			"order": "1. *policy* (política): un valor en la raíz de la política es obligatorio. El agente lo ve en gris, con quién lo definió.\n" +
				"2. *user* (usuario): lo que eligió el agente.\n" +
				"3. *policy default* (valor inicial): un valor dentro de `defaults` (en Windows, la subclave `Defaults`) se usa hasta que el agente elige otro.\n" +
				"4. *machine* (equipo): lo que se indicó al instalador (solo Windows, `HKLM\\Software\\WolkvoxHold`).\n" +
				"5. *built in*: lo que trae el programa.\n\n" +
				"`wolkvox-hold config show` indica el origen de cada valor. En Windows, una política del equipo tiene prioridad sobre una de la persona. Un valor vacío cuenta como no definido. Una clave que es obligatoria y también valor inicial es obligatoria.",
			"bad":       "Qué pasa con una política incorrecta",
			"bad_rules": "Una clave desconocida, un valor no válido o un archivo en el que no se puede confiar nunca detienen el programa ni una pulsación: se anotan en el log, `wolkvox-hold doctor` dice qué está mal y se usa el siguiente origen de la lista anterior. Solo una extensión incorrecta no se sustituye por otra, que podría ser de otra persona: el programa queda entonces sin configurar. Un `ask_agent_id` incorrecto de TI cuenta como `start`. Si una política existe pero no se puede usar, o no se pueden usar sus `defaults`, se sigue usando la última válida, también después de reiniciar, salvo su `ca_file` en un programa que se abra mientras tanto. Una política que se quitó ya no se usa. El texto necesita sus comillas, también en YAML: `0042` sin ellas llega como otro número. Un cambio se aplica sin reiniciar: de inmediato en Linux y Windows, en menos de un minuto en macOS. Una ventana de configuración abierta lo muestra al abrirla de nuevo; guardar se rechaza de inmediato.",
			"settings":  "Los ajustes",
			"values":    "Valores",
			"who":       "Quién lo define",
			"json":      "En el archivo de política",
			"registry":  "En el Registro de Windows",
			"who_all":   "una política o el agente",
			"who_it":    "solo una política",
			"who_user":  "el agente o una política para una persona (`HKCU`, o un perfil de usuario); nunca todo un equipo",
			"any_text":  "texto",
			"on_off":    "`true` o `false`",
			"parts":     "los textos `name`, `contact` y `link` (https o mailto), de hasta 200 bytes cada uno",
			"digits":    "de 1 a 20 dígitos",
		},
	}
}
