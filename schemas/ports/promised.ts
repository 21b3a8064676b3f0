/** A port whose answers are there at once: how an implementation over local files or memory is written. */
export type AtOnce<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...values: infer Values) => Promise<infer Result>
    ? (...values: Values) => Result
    : never;
};

/**
 * The port over answers that are there at once; what they throw rejects, as it does where an answer comes over a
 * network.
 *
 * @param guard runs every answer: where an implementation puts its own errors into our codes
 */
export function promised<Port extends object>(
  answers: AtOnce<Port>,
  guard: (answer: () => unknown) => unknown = (answer) => answer(),
): Port {
  const wrap = ([name, method]: [string, unknown]): [string, unknown] => [
    name,
    (...values: unknown[]) =>
      new Promise((resolve) => {
        resolve(guard(() => (method as (...all: unknown[]) => unknown)(...values)));
      }),
  ];
  return Object.fromEntries(Object.entries(answers).map(wrap)) as Port;
}
