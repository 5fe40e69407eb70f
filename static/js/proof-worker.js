// Solves an ALTCHA challenge (protocol 2, PBKDF2) off the page's own thread.
"use strict";

const toBytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const toHex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function solve({ algorithm, cost, keyLength, keyPrefix, nonce, salt }) {
  const derivation = {
    name: "PBKDF2", hash: algorithm.split("/")[1], iterations: cost, salt: toBytes(salt),
  };
  const start = toBytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const end = new DataView(password.buffer, start.length);
  for (let counter = 0; ; counter += 1) {
    end.setUint32(0, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = toHex(await crypto.subtle.deriveBits(derivation, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
}

self.onmessage = async ({ data }) => {
  self.postMessage(await solve(data.parameters));
};
