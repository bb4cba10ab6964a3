package main

func policyPortuguese() policyTexts {
	return policyTexts{
		Language: "pt",
		Settings: map[string]policyText{
			"server": {
				Title: "Servidor",
				Help:  "O servidor da wolkvox: 0042, wv0042 ou wv0042.wolkvox.com. O programa não se comunica com nenhum outro computador além deste de wolkvox.com.",
			},
			"agent_id": {
				Title: "Ramal",
				Help:  "O ID de agente da pessoa que faz logon, somente dígitos. Um número errado coloca em espera a ligação de outra pessoa; por isso vale para uma pessoa só: um valor para a máquina inteira é ignorado, e o doctor o aponta.",
			},
			"agent_id_from": {
				Title: "Ramal a partir de uma variável de ambiente",
				Help:  "O nome de uma variável de ambiente que contém o ramal no logon. Tem prioridade sobre qualquer outro ramal, exceto um escolhido no menu, que vale até o logoff. Se a variável estiver vazia, o programa fica sem configuração e nunca usa um número anterior.",
			},
			"hotkey": {
				Title: "Tecla de atalho",
				Help:  "A combinação que alterna a espera, por exemplo Ctrl+Shift+F9. Uma tecla de caractere precisa de Ctrl ou Super, e o que se digita com AltGr é recusado.",
			},
			"language": {
				Title:   "Idioma",
				Help:    "O idioma de tudo o que o agente lê.",
				Choices: map[string]string{"auto": "O da área de trabalho", "es": "Espanhol", "pt": "Português", "en": "Inglês"},
			},
			"feedback": {
				Title:   "Como o resultado é avisado",
				Help:    "Como o agente é avisado do que aconteceu com um acionamento. O ícone sempre mostra. Com sound, um acionamento confirmado é ouvido e não é mostrado; o que não mudou nada ou cujo resultado é desconhecido é ouvido e mostrado, porque diz o que fazer. Se o som não puder ser tocado, a notificação é mostrada.",
				Choices: map[string]string{"notification": "Notificação e ícone", "sound": "Som e ícone", "icon": "Somente o ícone"},
			},
			"press_gap_ms": {
				Title: "Intervalo entre acionamentos",
				Help:  "Acionamentos mais próximos do que isto contam como um só. Nunca é menor que o tempo de clique duplo do sistema.",
				Unit:  "milissegundos",
			},
			"timeout_s": {
				Title: "Tempo limite",
				Help:  "Quanto tempo um acionamento espera pela resposta da wolkvox. A solicitação em si sai em até 3 segundos do acionamento ou não sai.",
				Unit:  "segundos",
			},
			"proxy": {
				Title: "Proxy",
				Help:  "system, none ou um endereço como http://proxy.example:3128 sem usuário nem senha; também socks5:// (o nome da wolkvox é resolvido aqui) e socks5h:// (o proxy o resolve). system é o que está configurado no Windows ou no macOS, scripts incluídos; no Linux é o ambiente e depois a área de trabalho.",
			},
			"autostart": {
				Title: "Iniciar no logon",
				Help:  "Ativado: o programa inicia com a sessão. Desativado: não inicia.",
			},
			"warm": {
				Title:   "Conexão de reserva",
				Help:    "Se uma conexão com a wolkvox fica pronta, para que um acionamento saia mais cedo.",
				Choices: map[string]string{"off": "Nunca", "auto": "Quando um acionamento é provável"},
			},
			"ca_file": {
				Title: "Certificados raiz adicionais",
				Help:  "O caminho completo de um arquivo PEM com certificados raiz nos quais se confia além dos do sistema, para uma rede que inspeciona TLS. Nada pode desligar a verificação.",
			},
			"managed_by": {
				Title: "Quem cuida desta máquina",
				Help:  "Nome, contato e link do suporte. O agente os vê ao lado de cada configuração bloqueada e onde uma mensagem diz para ligar para a TI.",
			},
			"ask_agent_id": {
				Title:   "Perguntar o ramal",
				Help:    "Se o programa pergunta o ramal na primeira vez em que inicia em cada sessão e a cada dia, para posições que várias pessoas compartilham.",
				Choices: map[string]string{"never": "Nunca", "start": "Na primeira vez na sessão ou no dia"},
			},
			"lock_settings": {
				Title: "Bloquear as configurações",
				Help:  "Ativado: os agentes não podem alterar as configurações. O ramal e o token eles continuam podendo alterar.",
			},
			"hide_quit": {
				Title: "Ocultar Sair",
				Help:  "Ativado: o menu não tem Sair. O comando wolkvox-hold quit continua funcionando, pois as atualizações precisam dele.",
			},
			"log_level": {
				Title:   "Log",
				Help:    "Quanto é escrito no log. Ele nunca contém o token.",
				Choices: map[string]string{"debug": "Tudo", "info": "Acionamentos e alterações", "warn": "Avisos e erros", "error": "Somente erros"},
			},
			"run_where": {
				Title:   "Onde atende",
				Help:    "Em que tipo de sessão o programa atende. No outro tipo ele fica parado, para que um acionamento alterne uma única vez quando o programa está nos dois lados de uma área de trabalho remota.",
				Choices: map[string]string{"any": "Em todas", "local": "Somente na própria máquina", "remote": "Somente em sessões remotas"},
			},
			"token_store": {
				Title:   "Onde o token pode ficar",
				Help:    "auto: no chaveiro do sistema ou, se o Windows se recusar a salvá-lo no Gerenciador de Credenciais, em um arquivo que o Windows criptografa para aquele usuário naquela máquina. keychain: somente no chaveiro; um arquivo que já exista é apagado. Só importa no Windows.",
				Choices: map[string]string{"auto": "Chaveiro, ou um arquivo criptografado", "keychain": "Somente o chaveiro"},
			},
		},
		Say: map[string]string{
			"description":          "Políticas do Wolkvox Hold",
			"since":                "Wolkvox Hold 0.1 ou posterior",
			"starting_values":      "Valores iniciais",
			"starting_values_help": "Valores que valem até o agente escolher outro.",
			"range":                "De %d a %d %s.",
			"built_in":             "Se nada for configurado: %s.",
			"name":                 "Nome",
			"contact":              "Telefone, e-mail ou local",
			"link":                 "Link (https ou mailto)",
			"on":                   "ativado",
			"off":                  "desativado",

			"title": "Referência de políticas",
			"intro": "Todas as configurações do Wolkvox Hold, como a TI pode defini-las para uma máquina ou para mil. Esta página, os modelos de política para Windows, o esquema para Linux e o manifesto de perfil para macOS são gerados a partir da mesma tabela com que o programa lê as políticas.\n\n" +
				"O token não está entre as configurações, e nenhuma política pode contê-lo: qualquer pessoa que use a máquina pode ler as políticas, e um token pode fazer tudo em uma operação da wolkvox. Ele vai no chaveiro de cada pessoa, com `wolkvox-hold token set`.",
			"where":         "Onde fica uma política",
			"where_linux":   "`/etc/wolkvox-hold/policy.json`, um objeto JSON em UTF-8. O arquivo e a pasta pertencem a root e ninguém mais pode escrever neles: qualquer outro arquivo, e qualquer link, é recusado por inteiro. Exemplo: `assets/linux/policy.example.json`; com `assets/linux/policy.schema.json` editores e ferramentas de implantação podem verificar uma política antes de instalá-la.",
			"where_windows": "A chave do registro `HKLM\\Software\\Policies\\WolkvoxHold`, ou a mesma em `HKCU` para uma pessoa; as políticas de grupo a escrevem. Os modelos são `wolkvox-hold.admx` e, nas pastas `en-US`, `es-ES` e `pt-BR`, `wolkvox-hold.adml`. Textos são `REG_SZ`; números e interruptores, `REG_DWORD` ou também texto. `managed_by` é uma subchave com os textos `name`, `contact` e `link`. Se o Windows estiver em outro espanhol, copie `es-ES` para a pasta com esse nome (por exemplo `es-MX`).",
			"where_macos":   "Um perfil de configuração para o domínio `io.github.wolkvox_hold.WolkvoxHold`. Manifesto para editores: `assets/macos/io.github.wolkvox_hold.WolkvoxHold.plist`; exemplo: `assets/macos/wolkvox-hold.example.mobileconfig`. Nunca testado em um Mac.",
			"counts":        "Qual valor conta",
			"order": "1. *policy* (política): um valor na raiz da política é obrigatório. O agente o vê em cinza, com quem o definiu.\n" +
				"2. *user* (usuário): o que o agente escolheu.\n" +
				"3. *policy default* (valor inicial): um valor dentro de `defaults` (no Windows, a subchave `Defaults`) vale até o agente escolher outro.\n" +
				"4. *machine* (máquina): o que foi informado ao instalador (somente Windows, `HKLM\\Software\\WolkvoxHold`).\n" +
				"5. *built in*: o que vem com o programa.\n\n" +
				"`wolkvox-hold config show` mostra a origem de cada valor. No Windows, uma política da máquina tem prioridade sobre uma da pessoa. Um valor vazio conta como não definido. Uma chave que é obrigatória e também valor inicial é obrigatória.",
			"bad":       "O que acontece com uma política incorreta",
			"bad_rules": "Uma chave desconhecida, um valor inválido ou um arquivo em que não se pode confiar nunca param o programa nem um toque: são anotados no log, `wolkvox-hold doctor` diz o que está errado, e vale a próxima origem da lista acima. No lugar de uma política que está ali e não pode ser usada, continua em vigor a última válida, também após reiniciar, exceto o `ca_file` dela em um programa que inicie nesse meio tempo; uma que foi removida deixa de valer. O texto precisa das aspas, também em YAML: `0042` sem elas chega como outro número. Uma alteração conta sem reiniciar: na hora no Linux e no Windows, em até um minuto no macOS. Uma janela de configurações aberta a mostra ao ser aberta de novo; salvar é recusado na hora.",
			"settings":  "As configurações",
			"values":    "Valores",
			"who":       "Quem define",
			"json":      "No arquivo de política",
			"registry":  "No registro",
			"who_all":   "uma política ou o agente",
			"who_it":    "somente uma política",
			"who_user":  "o agente ou uma política para uma pessoa (`HKCU`, ou um perfil de usuário); nunca uma máquina inteira",
			"any_text":  "texto",
			"on_off":    "`true` ou `false`",
			"parts":     "os textos `name`, `contact` e `link` (https ou mailto), de até 200 bytes cada",
			"digits":    "de 1 a 20 dígitos",
		},
	}
}
