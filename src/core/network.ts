/** The network an address belongs to: an IPv4 address itself, of an IPv6 address the first half, which a household shares. */
export function networkOf(address: string): string {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
	if (mapped?.[1]) return mapped[1];
	if (!address.includes(":")) return address;
	const [head = "", tail] = address.toLowerCase().split("::");
	const before = head === "" ? [] : head.split(":");
	const after = tail ? tail.split(":") : [];
	const zeros = tail === undefined ? 0 : Math.max(8 - before.length - after.length, 0);
	return [...before, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4).join(":");
}
