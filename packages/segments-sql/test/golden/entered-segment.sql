-- entered segment "vip" in last 7 days and did login
-- p1 = 1
-- p2 = "Segment Entered"
-- p3 = "vip"
-- p4 = "login"
-- p5 = "segment"
-- p6 = 1774353600001
-- p7 = 1774958400001
-- p8 = 1000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`
SELECT `person`
FROM (
  SELECT `person`,
    `fact1` >= {p1:UInt64} AS `leaf0`,
    `fact2` >= {p1:UInt64} AS `leaf1`
  FROM (
    SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
      countIf(`gate1`) AS `fact1`,
      countIf(`gate2`) AS `fact2`
    FROM (
      SELECT `node`,
        `gate1`,
        `gate2`
      FROM (
        SELECT `node`,
          if(`name` = {p2:String}, `event1_name` = {p3:String}, 0) AS `gate1`,
          `name` = {p4:String} AS `gate2`
        FROM (
          SELECT `node`,
            `name`,
            if(`name` = {p2:String}, multiIf(`flat_properties`, simpleJSONExtractString(`properties`, {p5:String}), `tagged_properties` = '', JSONExtractString(`properties`, {p5:String}), `json_text`(`json_untagged`(`json_member`(`tagged_properties`, {p5:String})))), '') AS `event1_name`
          FROM (
            SELECT `node`,
              `name`,
              `properties`,
              if(`plain`, '', `json_tagged`(`properties`)) AS `tagged_properties`,
              `plain` = 2 AS `flat_properties`
            FROM merge(currentDatabase(), '^(events_by_name|transitions)$')
            PREWHERE ((`name` = {p2:String}) AND ((`time` >= fromUnixTimestamp64Milli({p6:Int64}, 'UTC')) AND (`time` < fromUnixTimestamp64Milli({p7:Int64}, 'UTC')))) OR ((`name` = {p4:String}) AND (`time` < fromUnixTimestamp64Milli({p7:Int64}, 'UTC')))
          ) AS `found`
        ) AS `found`
      ) AS `found`
      WHERE if(`gate1`, 1, `gate2`)
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
WHERE `leaf0` AND `leaf1`
ORDER BY `person`
LIMIT {p8:UInt64}
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, enable_shared_storage_snapshot_in_query = 1, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0, query_plan_merge_expressions = 0, group_by_two_level_threshold = 300000, group_by_two_level_threshold_bytes = 100000000
