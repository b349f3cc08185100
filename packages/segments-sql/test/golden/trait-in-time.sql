-- renewal this month
-- p1 = 1772323200000
-- p2 = 1775001600000
-- p3 = "renewal"
-- p4 = 1774958400000
-- p5 = 1000
WITH (`number`, `spelled`) -> arrayElement(arrayMap((`read`) -> if(if(`read` >= -62167219200000, `read` <= 253402300799999, 0), `read`, NULL), array(multiIf(isNotNull(`number`), CAST(if(abs(`number`) < toDecimal128('100000000000', 9), `number` * 1000, `number`), 'Nullable(Int64)'), if(length(`spelled`) = 10, toString(toDate32OrZero(`spelled`)) = `spelled`, 0), toNullable(toInt64(toDate32OrZero(`spelled`)) * 86400000), arrayElement(arrayMap((`other`) -> arrayElement(arrayMap((`iso`) -> arrayElement(arrayMap((`fields`) -> arrayElement(arrayMap((`offset`) -> arrayElement(arrayMap((`date`) -> if(if(if(if(toMonth(`date`) = arrayElement(`fields`, 2), toDayOfMonth(`date`) = arrayElement(`fields`, 3), 0), if(arrayElement(`fields`, 4) <= 24, arrayElement(`fields`, 5) <= 59, 0), 0), if(if(arrayElement(`fields`, 6) <= 60, if(arrayElement(`fields`, 4) < 24, 1, (arrayElement(`fields`, 5) + arrayElement(`fields`, 6)) = 0), 0), `offset` <= 1080, 0), 0), toNullable(((((((toInt64(`date`) + (intDiv(arrayElement(`fields`, 1) - (modulo(arrayElement(`fields`, 1) + 100, 400) + 1900), 400) * 146097)) * 86400000) + (arrayElement(`fields`, 4) * 3600000)) + (arrayElement(`fields`, 5) * 60000)) + (arrayElement(`fields`, 6) * 1000)) + toInt64OrZero(rightPad(left(arrayElement(`iso`, 7), 3), 3, '0'))) + ((0 - `offset`) * if(arrayElement(`iso`, 9) = '-', -60000, 60000))), NULL), array(makeDate32(modulo(arrayElement(`fields`, 1) + 100, 400) + 1900, arrayElement(`fields`, 2), arrayElement(`fields`, 3)))), 1), array((arrayElement(`fields`, 10) * 60) + arrayElement(`fields`, 11))), 1), array(arrayMap((`part`) -> toInt64OrZero(`part`), `iso`))), 1), array(extractGroups(`other`, '^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?[\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]?([Zz]|([+-])([0-9]{2})(?::?([0-9]{2}))?)?)?$'))), 1), if(if(isNotNull(`number`), 1, if(length(`spelled`) = 10, toString(toDate32OrZero(`spelled`)) = `spelled`, 0)), CAST(array(), 'Array(String)'), array(`spelled`))), 1)))), 1) AS `json_instant`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if(if(`point` > 18, `digits` != '', 0), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), if(if(isNull(toDecimal128OrNull(`token`, 9)), if(`token` >= '-', `token` < ':', 0), 0), match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), 0), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`
SELECT `person`
FROM (
  SELECT `person`,
    ifNull(if(`trait1_instant` >= {p1:Int64}, `trait1_instant` < {p2:Int64}, 0), 0) AS `leaf0`
  FROM (
    SELECT `person`,
      `json_instant`(`trait1_number`, `trait1_spelled`) AS `trait1_instant`
    FROM (
      SELECT `person`,
        `json_number`(`trait1_token`, `json_text`(`trait1_token`)) AS `trait1_number`,
        `json_text`(`trait1_token`) AS `trait1_spelled`
      FROM (
        SELECT `person`,
          `json_without_half_pairs`(trimBoth(`value1`, ' \t\n\r')) AS `trait1_token`
        FROM (
          SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
            argMax(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`) AS `value1`
          FROM (
            SELECT `node`,
              `name`,
              `value`,
              `time`,
              `id_hash`
            FROM `traits`
            PREWHERE (`name` = {p3:String}) AND (`time` <= fromUnixTimestamp64Milli({p4:Int64}, 'UTC'))
          ) AS `rows`
          LEFT ANY JOIN (
            SELECT `node`,
              argMax(`person`, `offset`) AS `owner`,
              1 AS `is_moved`
            FROM `moves`
            GROUP BY `node`
          ) AS `owners` ON `rows`.`node` = `owners`.`node`
          GROUP BY `person`
        ) AS `people`
      ) AS `people`
    ) AS `people`
  ) AS `people`
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p5:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
