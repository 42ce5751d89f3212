#!/bin/sh
# Runs wapiti (Debian's package) against a running demonstration, signed out and as a facilitator, and says what it found.
# Usage: tests/fuzz/wapiti.sh http://localhost:3000 [minutes for each, 8] [folder for the reports]
set -eu
url=${1:?the address of a running demonstration}
seconds=$((${2:-8} * 60))
folder=${3:-$(mktemp -d)}
mkdir -p "$folder"
# Left out: what asks the network (ssrf, nikto, wapp) or guesses passwords there are none of (brute_login_form).
modules=backup,blindsql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss,xxe

# Debian 12 has wapiti 3.0.4 and Python 3.11, which do not agree on how a pattern with a star is written.
wapiti() {
	/usr/bin/python3 -c '
import fnmatch, re
from wapitiCore.main.wapiti import wapiti_main
from wapitiCore.net import crawler
crawler.wildcard_translate = lambda pattern: re.compile(fnmatch.translate(pattern))
wapiti_main()' "$@"
}

scan() {
	name=$1
	start=$2
	shift 2
	wapiti -u "$url$start" --scope domain -m "$modules" -d 8 --max-links-per-page 60 --max-files-per-dir 40 \
		--max-scan-time "$seconds" --max-attack-time "$seconds" -S normal --flush-session --no-bugreport \
		-x "$url/access/sign-out" -x "$url/access/sign-out-everywhere" -x "$url/demo*" -x "$url/access/me/sessions*" \
		-x "$url/assets*" -f json -o "$folder/$name.json" "$@" >"$folder/$name.log" 2>&1 || true
	# Filò has no tokens in its forms: it compares where a form was with where it goes. So each form that lacks a token is
	# sent as another site would send it, and counts only where that is not refused.
	node -e '
		const [file, name, url, cookie] = process.argv.slice(1);
		const { vulnerabilities, anomalies, infos } = JSON.parse(require("fs").readFileSync(file));
		const all = [...Object.entries(vulnerabilities), ...Object.entries(anomalies)].flatMap(([kind, some]) => some.map((one) => ({ kind, ...one })));
		const refused = async ({ path }) => {
			const headers = { origin: "https://evil.example", accept: "application/json", cookie, "content-type": "application/x-www-form-urlencoded" };
			const answer = await fetch(url + path, { method: "POST", headers, body: "a=b", redirect: "manual" });
			return answer.status === 403 && (await answer.json()).title === "foreign_origin";
		};
		(async () => {
			const found = [];
			let forms = 0;
			for (const one of all)
				if (one.kind === "Cross Site Request Forgery" && (await refused(one))) forms += 1;
				else found.push(one);
			console.log(`${name}: ${infos.version}, ${infos.date}: ${found.length} found; ${forms} forms without a token refuse another site`);
			for (const { kind, level, method, path, parameter, info } of found) console.log(`  ${kind} (level ${level}): ${method} ${path} ${parameter ?? ""}: ${info}`);
			process.exitCode = found.length === 0 ? 0 : 1;
		})();
	' "$folder/$name.json" "$name" "$url" "$cookie"
}

cookie=$(curl -s -o /dev/null -D - -d as=facilitator -d at=san-vigilio "$url/demo/sign-in" | sed -n 's/^[Ss]et-[Cc]ookie: \([^;]*\).*/\1/p')
result=0
scan signed-out / || result=1
scan facilitator /today -H "Cookie: $cookie" || result=1
exit $result
