SELECT 1, 1.5, .5, 5., 1e10, 1.5e-3, 0x1F, 0o17, 0b101, 1_000_000;
SELECT 1abc, 0x, 1e, 1e+, 1__0;
SELECT 1..10;
SELECT 1.e5, 123$1;
SELECT 1$$;$$;
SELECT t.1, a[1:2], a[:2], a[1:];
SELECT 0x1g; SELECT 1.5.5;
