package main

func policyPortuguese() policyTexts {
	return policyTexts{
		Language: "pt",
		Settings: map[string]policyText{
			"server": {
				Title: "Servidor",
				Help:  "O servidor da wolkvox: 0042, wv0042 ou wv0042.wolkvox.com. O programa se conecta a este servidor de wolkvox.com e a nenhum outro.",
			},
			"agent_id": {
				Title: "Ramal",
				Help:  "O ID de agente da pessoa que entra no sistema, só dígitos. Um número errado afeta a chamada de outra pessoa; por isso é definido para uma única pessoa: um valor para o computador inteiro é ignorado, e o doctor avisa.",
			},
			"agent_id_from": {
				Title: "Ramal a partir de uma variável de ambiente",
				Help:  "O nome de uma variável de ambiente que contém o ramal ao entrar no sistema. Tem prioridade sobre qualquer outro ramal, exceto um informado no menu, que é usado até sair da sessão. Se a variável estiver vazia, o programa fica sem configuração e nunca usa um número anterior.",
			},
			"hotkey": {
				Title: "Atalho",
				Help:  "As teclas que alternam o hold, por exemplo Ctrl+Shift+F9. Uma tecla de caractere precisa de Ctrl ou Super, e combinações que digitam um caractere com AltGr são recusadas.",
			},
			"language": {
				Title:   "Idioma",
				Help:    "O idioma de tudo o que o agente lê.",
				Choices: map[string]string{"auto": "O mesmo do sistema", "es": "Espanhol", "pt": "Português", "en": "Inglês"},
			},
			"feedback": {
				Title:   "Como os resultados são mostrados",
				Help:    "Como o agente vê o resultado de um toque. O ícone sempre mostra. Com sound, um toque confirmado é ouvido e não é mostrado; um que não mudou o hold ou está sem confirmação é ouvido e mostrado, porque diz o que fazer. Se o som não puder ser tocado, a notificação é mostrada.",
				Choices: map[string]string{"notification": "Notificação e ícone", "sound": "Som e ícone", "icon": "Só o ícone"},
			},
			"press_gap_ms": {
				Title: "Intervalo mínimo",
				Help:  "Toques mais próximos do que isto contam como um só. Nunca é menor que o tempo de clique duplo do sistema.",
				Unit:  "milissegundos",
			},
			"timeout_s": {
				Title: "Tempo limite",
				Help:  "Quanto tempo um toque aguarda a resposta da wolkvox. A solicitação em si sai em até 3 segundos do toque, ou não sai.",
				Unit:  "segundos",
			},
			"proxy": {
				Title: "Proxy",
				Help:  "system, none ou um endereço como http://proxy.example:3128 sem usuário nem senha. Também socks5:// (este computador resolve o nome da wolkvox) e socks5h:// (o proxy resolve). system é a configuração do Windows ou do macOS, scripts incluídos; no Linux, as variáveis de ambiente e depois as configurações do sistema gráfico.",
			},
			"autostart": {
				Title: "Iniciar ao entrar no sistema",
				Help:  "Ativado: o programa inicia ao entrar no sistema. Desativado: não inicia.",
			},
			"warm": {
				Title:   "Conexão de reserva",
				Help:    "Se uma conexão com a wolkvox é mantida pronta, para que um toque seja enviado antes.",
				Choices: map[string]string{"off": "Nunca", "auto": "Quando um toque é provável"},
			},
			"ca_file": {
				Title: "Certificados raiz adicionais",
				Help:  "O caminho completo de um arquivo PEM com certificados raiz confiáveis além dos do sistema, para uma rede que inspeciona TLS. A verificação não pode ser desativada.",
			},
			"managed_by": {
				Title: "Quem administra este computador",
				Help:  "Nome, contato e link do suporte. O agente vê esses dados ao lado de cada configuração bloqueada e onde uma mensagem diz para ligar para a TI. Com eles, as mensagens sobre token e servidor dizem para ligar para o suporte, não para mudar algo.",
			},
			"ask_agent_id": {
				Title:   "Perguntar o ramal",
				Help:    "Se o programa pergunta o ramal na primeira vez em que abre em cada sessão e a cada dia, para postos que várias pessoas compartilham.",
				Choices: map[string]string{"never": "Nunca", "start": "Na primeira vez na sessão ou no dia"},
			},
			"lock_settings": {
				Title: "Bloquear as configurações",
				Help:  "Ativado: os agentes não podem mudar as configurações. Ainda podem mudar o ramal e o token.",
			},
			"hide_quit": {
				Title: "Ocultar Sair",
				Help:  "Ativado: o menu não tem Sair. O comando wolkvox-hold quit continua funcionando, porque as atualizações precisam dele.",
			},
			"log_level": {
				Title:   "Log",
				Help:    "Quanto é escrito no log. Ele nunca contém o token.",
				Choices: map[string]string{"debug": "Tudo", "info": "Toques e mudanças", "warn": "Avisos e erros", "error": "Só erros"},
			},
			"run_where": {
				Title:   "Onde os toques são habilitados",
				Help:    "Em que tipo de sessão o programa recebe toques. No outro tipo ele não recebe, para que um toque alterne o hold uma única vez quando o programa está nos dois lados de uma área de trabalho remota.",
				Choices: map[string]string{"any": "Em todas", "local": "Só no próprio computador", "remote": "Só em sessões remotas"},
			},
			"token_store": {
				Title:   "Onde o token é salvo",
				Help:    "auto: no chaveiro do sistema. Se o Windows não permitir salvar no Gerenciador de Credenciais, em um arquivo que o Windows criptografa para esse usuário nesse computador. keychain: somente no chaveiro; se já houver um arquivo, ele é apagado. Somente no Windows.",
				Choices: map[string]string{"auto": "Chaveiro ou, se não der, um arquivo criptografado", "keychain": "Somente o chaveiro"},
			},
		},
		Say: map[string]string{
			"description":          "Políticas do Wolkvox Hold",
			"since":                "Wolkvox Hold 0.1 ou posterior",
			"starting_values":      "Valores iniciais",
			"starting_values_help": "Valores usados até o agente escolher outro.",
			"range":                "De %d a %d %s.",
			"built_in":             "Se não for definido: %s.",
			"name":                 "Nome",
			"contact":              "Telefone, e-mail ou local",
			"link":                 "Link (https ou mailto)",
			"on":                   "ativado",
			"off":                  "desativado",

			"title": "Referência de políticas",
			"intro": "Todas as configurações do Wolkvox Hold, como a TI pode definir para um computador ou para mil. Esta página, os modelos de política para Windows, o esquema para Linux e o manifesto de perfil para macOS são gerados a partir da mesma tabela com que o programa lê as políticas.\n\n" +
				"O token não é uma configuração, e nenhuma política pode conter um token: qualquer pessoa que use o computador pode ler as políticas, e um token pode fazer tudo em uma operação da wolkvox. Ele vai no chaveiro de cada pessoa, com `wolkvox-hold token set`.",
			"where":         "Onde fica uma política",
			"where_linux":   "`/etc/wolkvox-hold/policy.json`, um objeto JSON em UTF-8. O arquivo e a pasta pertencem a root e ninguém mais pode escrever neles: qualquer outro arquivo, e qualquer link, é recusado por inteiro. Exemplo: `assets/linux/policy.example.json`; com `assets/linux/policy.schema.json` editores e ferramentas de implantação podem verificar uma política antes da instalação.",
			"where_windows": "A chave `HKLM\\Software\\Policies\\WolkvoxHold` do Registro do Windows, ou a mesma em `HKCU` para uma pessoa; quem escreve nela são as políticas de grupo. Os modelos são `wolkvox-hold.admx` e, nas pastas `en-US`, `es-ES`, `es-MX` e `pt-BR`, `wolkvox-hold.adml`. Textos são `REG_SZ`; números e interruptores, `REG_DWORD` ou também texto. `managed_by` é uma subchave com os textos `name`, `contact` e `link`.",
			"where_macos":   "Um perfil de configuração para o domínio `io.github.wolkvox_hold.WolkvoxHold`. Manifesto para editores: `assets/macos/io.github.wolkvox_hold.WolkvoxHold.plist`; exemplo: `assets/macos/wolkvox-hold.example.mobileconfig`. Não verificado em um Mac.",
			"counts":        "Qual valor é usado",
			"order": "1. *policy* (política): um valor na raiz da política é obrigatório. O agente vê o valor em cinza, com quem definiu.\n" +
				"2. *user* (usuário): o que o agente escolheu.\n" +
				"3. *policy default* (valor inicial): um valor dentro de `defaults` (no Windows, a subchave `Defaults`) é usado até o agente escolher outro.\n" +
				"4. *machine* (computador): o que foi informado ao instalador (só no Windows, `HKLM\\Software\\WolkvoxHold`).\n" +
				"5. *built in*: o que vem com o programa.\n\n" +
				"`wolkvox-hold config show` mostra a origem de cada valor. No Windows, uma política do computador tem prioridade sobre uma da pessoa. Um valor vazio conta como não definido. Uma chave que é obrigatória e também valor inicial é obrigatória.",
			"bad":       "O que acontece com uma política incorreta",
			"bad_rules": "Uma chave desconhecida, um valor inválido ou um arquivo em que não se pode confiar nunca param o programa nem um toque: são anotados no log, `wolkvox-hold doctor` diz o que está errado, e é usada a próxima origem da lista acima. Só um ramal errado não é substituído por outro, que poderia ser de outra pessoa: o programa fica então sem configuração. Um `ask_agent_id` errado da TI vale como `start`. Se uma política existe mas não pode ser usada, ou os seus `defaults` não podem, continua em uso a última válida, também após reiniciar, exceto o `ca_file` em um programa aberto nesse meio tempo. Uma política removida não é mais usada. O texto precisa das aspas, também em YAML: `0042` sem elas chega como outro número. Uma mudança é aplicada sem reiniciar: na hora no Linux e no Windows, em até um minuto no macOS. Uma janela de configurações aberta mostra a mudança ao ser aberta de novo; salvar é recusado na hora.",
			"settings":  "As configurações",
			"values":    "Valores",
			"who":       "Quem define",
			"json":      "No arquivo de política",
			"registry":  "No Registro do Windows",
			"who_all":   "uma política ou o agente",
			"who_it":    "só uma política",
			"who_user":  "o agente ou uma política para uma pessoa (`HKCU`, ou um perfil de usuário); nunca um computador inteiro",
			"any_text":  "texto",
			"on_off":    "`true` ou `false`",
			"parts":     "os textos `name`, `contact` e `link` (https ou mailto), de até 200 bytes cada",
			"digits":    "de 1 a 20 dígitos",
		},
	}
}
