package main

import (
	"time"

	"howett.net/plist"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// changed is when the keys of the manifest last changed: editors take a manifest
// with a later date for a newer one.
var changed = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)

// manifest describes the keys to profile editors, in the form of the
// ProfileManifests project. That form knows one language.
func manifest(t policyTexts) ([]byte, error) {
	keys := []any{
		payloadKey("PayloadDescription", "Payload Description", t.Say["description"], false),
		payloadKey("PayloadDisplayName", "Payload Display Name", words.Product, true),
		payloadKey("PayloadIdentifier", "Payload Identifier", domain, true),
		payloadKey("PayloadType", "Payload Type", domain, true),
		payloadKey("PayloadUUID", "Payload UUID", "", true),
		payloadVersion(),
		payloadKey("PayloadOrganization", "Payload Organization", "", false),
	}
	var defaults []any
	for _, r := range settings.Rows() {
		keys = append(keys, subkey(r, t))
		if !r.PolicyOnly {
			defaults = append(defaults, subkey(r, t))
		}
	}
	keys = append(keys, map[string]any{
		"pfm_name": "defaults", "pfm_title": t.Say["starting_values"], "pfm_description": t.Say["starting_values_help"],
		"pfm_type": "dictionary", "pfm_subkeys": defaults,
	})
	return list(map[string]any{
		"pfm_domain":         domain,
		"pfm_title":          words.Product,
		"pfm_description":    t.Say["description"],
		"pfm_format_version": 1,
		"pfm_version":        1,
		"pfm_last_modified":  changed,
		"pfm_platforms":      []string{"macOS"},
		"pfm_targets":        []string{"system-managed", "user-managed"},
		"pfm_interaction":    "combined",
		"pfm_unique":         true,
		"pfm_subkeys":        keys,
	})
}

// payloadKey is one of the keys that every payload has.
func payloadKey(name, title, value string, always bool) map[string]any {
	k := map[string]any{"pfm_name": name, "pfm_title": title, "pfm_type": "string", "pfm_description": title}
	if value != "" {
		k["pfm_default"] = value
	}
	if always {
		k["pfm_require"] = "always"
	}
	return k
}

func payloadVersion() map[string]any {
	k := payloadKey("PayloadVersion", "Payload Version", "", true)
	k["pfm_type"], k["pfm_default"] = "integer", 1
	return k
}

func subkey(r settings.Row, t policyTexts) map[string]any {
	s := t.Settings[string(r.Key)]
	k := map[string]any{"pfm_name": string(r.Key), "pfm_title": s.Title, "pfm_description": help(r, t), "pfm_type": "string"}
	if v := settings.BuiltIn().Text(r.Key); v != "" {
		k["pfm_default"] = typed(r, v)
	}
	if pattern := patterns[r.Kind]; pattern != "" {
		k["pfm_format"] = pattern
	}
	switch r.Kind {
	case settings.KindExtension:
		k["pfm_format"], k["pfm_targets"] = `^[0-9]{1,20}$`, []string{"user-managed"}
	case settings.KindSwitch:
		k["pfm_type"] = "boolean"
	case settings.KindNumber:
		k["pfm_type"], k["pfm_range_min"], k["pfm_range_max"], k["pfm_value_unit"] = "integer", r.Lowest, r.Highest, s.Unit
	case settings.KindChoice:
		titles := []string{}
		for _, c := range r.Choices {
			titles = append(titles, s.Choices[c])
		}
		k["pfm_range_list"], k["pfm_range_list_titles"] = r.Choices, titles
	case settings.KindManagedBy:
		var texts []any
		for _, part := range parts {
			texts = append(texts, map[string]any{"pfm_name": part, "pfm_title": t.Say[part], "pfm_description": t.Say[part], "pfm_type": "string"})
		}
		k["pfm_type"], k["pfm_subkeys"] = "dictionary", texts
	}
	return k
}

// profile is the example as a configuration profile. Its identifiers are fixed:
// two builds make the same file. Administrators replace them with their own.
func profile(t policyTexts) ([]byte, error) {
	payload := example()
	for k, v := range map[string]any{
		"PayloadType": domain, "PayloadIdentifier": domain + ".example.settings", "PayloadVersion": 1, "PayloadEnabled": true,
		"PayloadUUID": "5B0E6C0C-6F57-4C59-9C4B-2D2E6D1B7A01", "PayloadDisplayName": words.Product,
	} {
		payload[k] = v
	}
	return list(map[string]any{
		"PayloadType": "Configuration", "PayloadIdentifier": domain + ".example", "PayloadVersion": 1, "PayloadScope": "System",
		"PayloadUUID": "5B0E6C0C-6F57-4C59-9C4B-2D2E6D1B7A00", "PayloadDisplayName": words.Product, "PayloadDescription": t.Say["description"],
		"PayloadContent": []any{payload},
	})
}

func list(v any) ([]byte, error) {
	b, err := plist.MarshalIndent(v, plist.XMLFormat, "\t")
	return append(b, '\n'), err
}
