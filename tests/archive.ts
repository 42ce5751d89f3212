import { crc32 } from "node:zlib";

/** An archive of deflated parts, each with the size it claims to unfold to; without one, its own. */
export function archive(parts: readonly { name: string; packed: Buffer; claims?: number; bytes?: Buffer }[]): Buffer {
	const files: Buffer[] = [];
	const listed: Buffer[] = [];
	let at = 0;
	for (const { name, packed, claims = 0, bytes } of parts) {
		const head = Buffer.alloc(26);
		head.writeUInt16LE(20, 0);
		head.writeUInt16LE(8, 4);
		head.writeUInt32LE(crc32(bytes ?? packed), 10);
		head.writeUInt32LE(packed.length, 14);
		head.writeUInt32LE(bytes?.length ?? claims, 18);
		head.writeUInt16LE(name.length, 22);
		const place = Buffer.alloc(14);
		place.writeUInt32LE(at, 10);
		files.push(Buffer.from("PK\x03\x04", "latin1"), head, Buffer.from(name), packed);
		listed.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), head, place, Buffer.from(name));
		at += 30 + name.length + packed.length;
	}
	const directory = Buffer.concat(listed);
	const end = Buffer.alloc(22);
	end.write("PK\x05\x06", 0, "latin1");
	end.writeUInt16LE(parts.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...files, directory, end]);
}
