#!/usr/bin/env bash
# npm 11.19.1: "npx --no NAME --version" prints the version of npm, and does not run NAME.
# Expected: npx stops at the first word that is not an option, as with --no-install: --no is documented as "do not install".
# Seen: --no takes NAME as its value, so what follows are options of npx itself. "npx --no-install NAME --version" runs NAME.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p node_modules/.bin
printf '#!/bin/sh\necho "tool $*"\n' >node_modules/.bin/tool
chmod +x node_modules/.bin/tool
echo '{"name":"site","version":"1.0.0"}' >package.json

npx --no-install tool --version </dev/null | tee "$folder/no-install"
npx --no tool --version </dev/null | tee "$folder/no"
grep -qx 'tool --version' "$folder/no-install"
grep -qx "$(npm --version)" "$folder/no"
echo "as described"
