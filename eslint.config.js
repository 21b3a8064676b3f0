import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Money is never a float, and no text is compared by the machine's locale: anywhere. */
const everywhere = [
  {
    selector: "CallExpression[callee.property.name='toFixed']",
    message: 'Format money with formatMajor of schemas/values/money.ts.',
  },
  {
    selector: "CallExpression[callee.property.name='localeCompare']",
    message: 'Compare by code unit: compareText of schemas/lines/records.ts.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^toLocale/]',
    message: 'The result depends on the machine; format explicitly.',
  },
  {
    selector: "CallExpression[callee.property.name='parseFloat']",
    message: 'Parse money with parseMinor of schemas/values/money.ts.',
  },
  {
    selector: "NewExpression[callee.object.name='Intl'][arguments.length=0]",
    message: 'The default locale depends on the machine; name one.',
  },
];

/** Time, chance and the environment come in at the entry points. */
const inTheCore = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take the time from the injected clock.',
  },
  { selector: "CallExpression[callee.name='Date']", message: 'Take the time from the injected clock.' },
];

/** A sentence, a pattern or an address is searched for as a whole. */
const LONG_WHERE_CUTTING_HURTS = {
  ignoreStrings: true,
  ignoreTemplateLiterals: true,
  ignoreRegExpLiterals: true,
  ignoreUrls: true,
};

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'coverage/', 'data/', 'reports/', 'fixtures/', '.dependency-cruiser.cjs'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-globals': [
        'error',
        { name: 'parseFloat', message: 'Parse money with parseMinor of schemas/values/money.ts.' },
      ],
      'no-restricted-syntax': ['error', ...everywhere],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Readers look for control characters on purpose.
      'no-control-regex': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-param-reassign': 'error',
      'prefer-const': 'error',
      'no-implicit-coercion': 'error',
      // A longer file has more than one reason to exist; a function that does not fit on a screen is two functions.
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 70, IIFEs: true }],
      'max-len': ['error', { code: 120, ...LONG_WHERE_CUTTING_HURTS }],
    },
  },
  // A suite is a function only by the grammar of the test runner.
  { files: ['**/*.test.ts', 'scripts/testing/ports/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['{schemas,jobs,workers}/**/*.ts'],
    ignores: ['**/*.test.ts', 'workers/service/stage-thread.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...inTheCore],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time from the injected clock.' },
        { object: 'performance', property: 'now', message: 'Take the time from the injected clock.' },
        { object: 'Math', property: 'random', message: 'The core decides the same way every time.' },
        { object: 'process', property: 'env', message: 'The environment is read by the entry points.' },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly' } },
  },
);
