-- did order where due on or after 2026-04-01
-- p1 = 1
-- p2 = 1775001600000
-- p3 = "due"
-- p4 = "order"
-- p5 = 1774958400001
-- p6 = 1000
WITH (`number`, `spelled`) -> arrayElement(arrayMap((`read`) -> if((`read` >= -62167219200000) AND (`read` <= 253402300799999), `read`, NULL), array(if(isNotNull(`number`), CAST(if(abs(`number`) < toDecimal128('100000000000', 9), `number` * 1000, `number`), 'Nullable(Int64)'), arrayElement(arrayMap((`iso`) -> arrayElement(arrayMap((`offset`) -> if((length(`iso`) > 0) AND ((toInt64OrZero(arrayElement(`iso`, 2)) >= 1) AND (toInt64OrZero(arrayElement(`iso`, 2)) <= 12)) AND (toInt64OrZero(arrayElement(`iso`, 3)) >= 1) AND (toInt64OrZero(arrayElement(`iso`, 3)) <= multiIf(toInt64OrZero(arrayElement(`iso`, 2)) = 2, if(((modulo(toInt64OrZero(arrayElement(`iso`, 1)), 4) = 0) AND (NOT (modulo(toInt64OrZero(arrayElement(`iso`, 1)), 100) = 0))) OR (modulo(toInt64OrZero(arrayElement(`iso`, 1)), 400) = 0), 29, 28), toInt64OrZero(arrayElement(`iso`, 2)) IN (4, 6, 9, 11), 30, 31)) AND (toInt64OrZero(arrayElement(`iso`, 5)) <= 59) AND (toInt64OrZero(arrayElement(`iso`, 6)) <= 60) AND ((toInt64OrZero(arrayElement(`iso`, 4)) < 24) OR ((toInt64OrZero(arrayElement(`iso`, 4)) = 24) AND (toInt64OrZero(arrayElement(`iso`, 5)) = 0) AND (toInt64OrZero(arrayElement(`iso`, 6)) = 0))) AND ((`offset` >= -1080) AND (`offset` <= 1080)), toNullable((((((arrayElement(arrayMap((`years`) -> (((((((`years` * 365) + intDiv(`years`, 4)) + (0 - intDiv(`years`, 100))) + intDiv(`years`, 400)) + intDiv((if(toInt64OrZero(arrayElement(`iso`, 2)) <= 2, toInt64OrZero(arrayElement(`iso`, 2)) + 9, toInt64OrZero(arrayElement(`iso`, 2)) - 3) * 153) + 2, 5)) + toInt64OrZero(arrayElement(`iso`, 3))) + -865566), array(if(toInt64OrZero(arrayElement(`iso`, 2)) <= 2, toInt64OrZero(arrayElement(`iso`, 1)) + 399, toInt64OrZero(arrayElement(`iso`, 1)) + 400))), 1) * 86400000) + (toInt64OrZero(arrayElement(`iso`, 4)) * 3600000)) + (toInt64OrZero(arrayElement(`iso`, 5)) * 60000)) + (toInt64OrZero(arrayElement(`iso`, 6)) * 1000)) + toInt64OrZero(rightPad(left(arrayElement(`iso`, 7), 3), 3, '0'))) + (`offset` * -60000)), NULL), array(if(startsWith(arrayElement(`iso`, 8), '-'), 0 - ((toInt64OrZero(left(replaceRegexpAll(arrayElement(`iso`, 8), '[^0-9]', ''), 2)) * 60) + toInt64OrZero(substring(replaceRegexpAll(arrayElement(`iso`, 8), '[^0-9]', ''), 3))), (toInt64OrZero(left(replaceRegexpAll(arrayElement(`iso`, 8), '[^0-9]', ''), 2)) * 60) + toInt64OrZero(substring(replaceRegexpAll(arrayElement(`iso`, 8), '[^0-9]', ''), 3))))), 1), array(extractGroups(`spelled`, '^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?[\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$'))), 1)))), 1) AS `json_instant`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> multiIf(`digits` = '', '0', `point` > 18, 'none', `point` < -9, '0', concat('0', rightPad(left(`digits`, least(greatest(`point`, 0), 18)), least(greatest(`point`, 0), 18), '0'), '.', repeat('0', least(greatest(0 - `point`, 0), 9)), substring(`digits`, least(greatest(`point`, 0), 18) + 1), '0')), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), isNull(toDecimal128OrNull(`token`, 9)) AND ((`token` >= '-') AND (`token` < ':')) AND match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`written`) -> arrayElement(arrayMap((`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`), array(`written`)), 1) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` >= {p1:UInt64} AS `leaf0`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      countIf(`gate1`) AS `fact1`
    FROM (
      SELECT `node`,
        `gate1`
      FROM (
        SELECT `node`,
          ifNull(`event1_instant` >= {p2:Int64}, 0) AS `gate1`
        FROM (
          SELECT `node`,
            `json_instant`(`event1_number`, `event1_spelled`) AS `event1_instant`
          FROM (
            SELECT `node`,
              `event1_spelled`,
              `json_number`(`event1_token`, `event1_spelled`) AS `event1_number`
            FROM (
              SELECT `node`,
                `event1_token`,
                `json_text`(`event1_token`) AS `event1_spelled`
              FROM (
                SELECT `node`,
                  if(`tagged_properties` = '', JSONExtractRaw(`properties`, {p3:String}), `json_untagged`(`json_member`(`tagged_properties`, {p3:String}))) AS `event1_token`
                FROM (
                  SELECT `node`,
                    `properties`,
                    if(`plain`, '', `json_tagged`(`properties`)) AS `tagged_properties`
                  FROM `events_by_name`
                  PREWHERE (`name` = {p4:String}) AND (`time` < fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))
                ) AS `found`
              ) AS `found`
            ) AS `found`
          ) AS `found`
        ) AS `found`
      ) AS `found`
      WHERE `gate1`
    ) AS `rows`
    LEFT JOIN (
      SELECT `node`,
        argMax(`person`, `offset`) AS `owner`,
        1 AS `is_moved`
      FROM `moves`
      GROUP BY `node`
    ) AS `owners` ON `rows`.`node` = `owners`.`node`
    GROUP BY `person`
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p6:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, query_plan_join_swap_table = 'false'
