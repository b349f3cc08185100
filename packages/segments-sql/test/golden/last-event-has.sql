-- last event order (where revenue exists) has category is "shoes"
-- p1 = "shoes"
-- p2 = "category"
-- p3 = "revenue"
-- p4 = "order"
-- p5 = 1774958400001
-- p6 = 1000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`token`) -> isInfinite(toFloat64OrZero(`token`)) AS `json_infinite`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` = 1 AS `leaf0`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      toUInt64(argMaxIf(if(`match1`, 1, 0), bitShiftLeft(toUInt256(toUnixTimestamp64Milli(`rows`.`time`) + 2208988800001), 128) + `rows`.`id_hash`, `gate1`)) AS `fact1`
    FROM (
      SELECT `node`,
        `time`,
        `id_hash`,
        `gate1`,
        `later1_name` = {p1:String} AS `match1`
      FROM (
        SELECT `node`,
          `time`,
          `id_hash`,
          `gate1`,
          multiIf(`flat_properties`, simpleJSONExtractString(`properties`, {p2:String}), `tagged_properties` = '', JSONExtractString(`properties`, {p2:String}), `json_text`(`json_untagged`(`json_member`(`tagged_properties`, {p2:String})))) AS `later1_name`
        FROM (
          SELECT `node`,
            `time`,
            `id_hash`,
            `properties`,
            `tagged_properties`,
            `flat_properties`,
            `gate1`
          FROM (
            SELECT `node`,
              `time`,
              `id_hash`,
              `properties`,
              `tagged_properties`,
              `flat_properties`,
              if(NOT (`event1_token` IN ('', 'null', '""')), NOT `json_infinite`(`event1_token`), 0) AS `gate1`
            FROM (
              SELECT `node`,
                `time`,
                `id_hash`,
                `properties`,
                `tagged_properties`,
                `flat_properties`,
                multiIf(`flat_properties`, simpleJSONExtractRaw(`properties`, {p3:String}), `tagged_properties` = '', JSONExtractRaw(`properties`, {p3:String}), `json_untagged`(`json_member`(`tagged_properties`, {p3:String}))) AS `event1_token`
              FROM (
                SELECT `node`,
                  `time`,
                  `id_hash`,
                  `properties`,
                  if(`plain`, '', `json_tagged`(`properties`)) AS `tagged_properties`,
                  `plain` = 2 AS `flat_properties`
                FROM `events_by_name`
                PREWHERE (`name` = {p4:String}) AND (`time` < fromUnixTimestamp64Milli({p5:Int64}, 'UTC'))
              ) AS `found`
            ) AS `found`
          ) AS `found`
          WHERE `gate1`
        ) AS `found`
      ) AS `found`
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
) AS `members`
WHERE `leaf0`
ORDER BY `person`
LIMIT {p6:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
