import { CuadreError } from '../../schemas/errors.ts';

/** What a password must be, and how it is kept. */

/** NIST SP 800-63B-4 asks for 15 where a password stands alone; 12 with attempts slowed down is what people bear. */
export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 256;

/** What is compared where nobody has the address, so that an answer takes as long: the hash of a password of nobody. */
const OF_NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$ToNn0kw68lW+SZcn7nJffw$fOt559mNKScKiqco1xChqbohB4CQV2QHZCSGvEErz64';

/** Throws `person_refused` where a text can be no password of this person, and says why. */
export function assertPassword(password: string, email: string): void {
  const { length } = password;
  const name = email.split('@')[0] ?? '';
  const problem =
    length < PASSWORD_LENGTH_MIN
      ? `a password has at least ${String(PASSWORD_LENGTH_MIN)} characters`
      : length > PASSWORD_LENGTH_MAX
        ? `a password has at most ${String(PASSWORD_LENGTH_MAX)} characters`
        : new Set(password).size < 5
          ? 'this password has too few different characters'
          : name.length > 3 && password.toLowerCase().includes(name.toLowerCase())
            ? 'a password does not contain the address'
            : null;
  if (problem !== null) throw new CuadreError('person_refused', problem);
}

/** argon2id with 19 MiB and two passes, in its own notation (what OWASP recommends at the least). */
export async function hashOfPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(password.normalize('NFKC'));
}

/** Whether it is the password that a hash is of; of nobody's (null) it takes as long and is not. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  const isRight = await verify(passwordHash ?? OF_NOBODY, password.slice(0, PASSWORD_LENGTH_MAX * 4).normalize('NFKC'));
  return isRight && passwordHash !== null;
}
