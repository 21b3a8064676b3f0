import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: [
    './schemas/tables/tables.ts',
    './schemas/tables/discrepancies.ts',
    './schemas/tables/people.ts',
    './schemas/tables/chain.ts',
  ],
  out: './schemas/tables/migrations',
});
