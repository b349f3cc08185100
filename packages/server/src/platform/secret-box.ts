import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { HabitusError } from "@habitus/kernel";

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = "1";

/** Keeps secrets that must be read again (a webhook's signing secret) unreadable in the state and in its backups. */
export type SecretBox = {
  seal(secret: string): string;
  /** @throws HabitusError `secret_unreadable` when it was sealed with another key. */
  open(sealed: string): string;
};

/** AES-256-GCM with a fresh nonce for each secret. @param key 32 bytes. */
export function createSecretBox(key: Uint8Array): SecretBox {
  return {
    seal(secret) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce);
      const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
    },
    open(sealed) {
      const [version, text = ""] = sealed.split(".");
      const bytes = Buffer.from(text, "base64url");
      try {
        if (version !== VERSION) throw new Error("unknown version");
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
        return Buffer.concat(opened).toString("utf8");
      } catch {
        throw new HabitusError("secret_unreadable", "A stored secret was sealed with another key.", {
          fix: "Put the file secret.key of this data folder back, or make the secret anew.",
        });
      }
    },
  };
}

/** The key in `file`; made at the first start, readable by its owner alone. */
export function readOrMakeKey(file: string): Uint8Array {
  if (!existsSync(file)) {
    const unfinished = `${file}.new`;
    const handle = openSync(unfinished, "w", 0o600);
    writeSync(handle, randomBytes(KEY_BYTES));
    fsyncSync(handle);
    closeSync(handle);
    renameSync(unfinished, file);
  }
  const key = readFileSync(file);
  if (key.length === KEY_BYTES) return key;
  throw new HabitusError("bad_setting", `${file} is no key: it must hold ${KEY_BYTES} bytes.`);
}
