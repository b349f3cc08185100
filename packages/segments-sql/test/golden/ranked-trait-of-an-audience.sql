-- age in top 10% among (did order)
-- p1 = 1
-- p2 = "order"
-- p3 = 1774958400001
-- p4 = "age"
-- p5 = 1774958400000
WITH (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if(if(`point` > 18, `digits` != '', 0), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), if(if(isNull(toDecimal128OrNull(`token`, 9)), if(`token` >= '-', `token` < ':', 0), 0), match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), 0), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`
SELECT length(`ranked`) AS `people`,
  if(length(`ranked`) = 0, '', toString(arrayElement(`ranked`, greatest(toInt64((length(`ranked`) - intDiv((toInt256(length(`ranked`)) * 1) + 9, 10)) + 1), toInt64(1))))) AS `value0`,
  arrayElement(arrayMap((`pinned`) -> arrayCount((`one`) -> (`one` >= `pinned`), `ranked`), array(arrayElement(`ranked`, greatest(toInt64((length(`ranked`) - intDiv((toInt256(length(`ranked`)) * 1) + 9, 10)) + 1), toInt64(1))))), 1) AS `holds0`
FROM (
  SELECT arraySort(groupArrayIf(ifNull(`measure`, toDecimal128(0, 9)), isNotNull(`measure`))) AS `ranked`
  FROM (
    SELECT `person`,
      `fact1` >= {p1:UInt64} AS `leaf0`,
      `trait1_number` AS `measure`
    FROM (
      SELECT `person`,
        `fact1`,
        `json_number`(`trait1_token`, `json_text`(`trait1_token`)) AS `trait1_number`
      FROM (
        SELECT `person`,
          `fact1`,
          `json_without_half_pairs`(trimBoth(`value1`, ' \t\n\r')) AS `trait1_token`
        FROM (
          SELECT `part`.`person` AS `person`,
            sum(`part`.`fact1`) AS `fact1`,
            max(`part`.`value1`) AS `value1`
          FROM (
            SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
              count() AS `fact1`,
              '' AS `value1`
            FROM (
              SELECT `node`
              FROM `events_by_name`
              PREWHERE (`name` = {p2:String}) AND (`time` < fromUnixTimestamp64Milli({p3:Int64}, 'UTC'))
            ) AS `rows`
            LEFT ANY JOIN (
              SELECT `node`,
                argMax(`person`, `offset`) AS `owner`,
                1 AS `is_moved`
              FROM `moves`
              GROUP BY `node`
            ) AS `owners` ON `rows`.`node` = `owners`.`node`
            GROUP BY `person`
            UNION ALL
            SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
              toUInt64(0) AS `fact1`,
              argMax(`rows`.`value`, bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`) AS `value1`
            FROM (
              SELECT `node`,
                `name`,
                `value`,
                `time`,
                `id_hash`
              FROM `traits`
              PREWHERE (`name` = {p4:String}) AND (`time` <= fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))
            ) AS `rows`
            LEFT ANY JOIN (
              SELECT `node`,
                argMax(`person`, `offset`) AS `owner`,
                1 AS `is_moved`
              FROM `moves`
              GROUP BY `node`
            ) AS `owners` ON `rows`.`node` = `owners`.`node`
            GROUP BY `person`
          ) AS `part`
          GROUP BY `person`
        ) AS `people`
      ) AS `people`
    ) AS `people`
  ) AS `members`
  WHERE `leaf0`
) AS `row`
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
