import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'sqlite',
  schema: ['./schemas/tables/tables.ts', './schemas/tables/discrepancies.ts'],
  out: './schemas/tables/migrations',
});
