package settingsfile

import "errors"

// ErrForeign is wrapped by Load where the file belongs to another user, and by Save
// where the folder does. What is in it is another person's, and an extension is for
// their calls.
var ErrForeign = errors.New("it belongs to another user")
