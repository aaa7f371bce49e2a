DROP TABLE "Post";

-- The value 'ADMIN' can be removed by making the type anew; nothing has it any more.
ALTER TABLE "User" ALTER COLUMN "role" DROP DEFAULT;
ALTER TYPE "Role" RENAME TO "Role_old";
CREATE TYPE "Role" AS ENUM ('AUTHOR', 'EDITOR');
ALTER TABLE "User"
    ALTER COLUMN "role" TYPE "Role" USING "role"::text::"Role",
    ALTER COLUMN "role" SET DEFAULT 'AUTHOR';
DROP TYPE "Role_old";
