-- address.city is "Kyiv" ignoring case
-- p1 = "Kyiv"
-- p2 = "city"
-- p3 = "address"
-- p4 = 1774958400000
-- p5 = 1000
WITH (`value`) -> lowerUTF8(replaceAll(replaceAll(`value`, 'Σ', 'σ'), 'İ', 'i')) AS `lower_each`,
  (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`written`) -> if(startsWith(`written`, '#'), `json_untagged`(substring(`written`, 2)), `written`) AS `json_token`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`object`, `key`) -> if(startsWith(`object`, '#'), concat('#', `json_member`(substring(`object`, 2), `key`)), multiIf(if(if(countSubstrings(`object`, concat('"', `key`, '"')) = 0, position(`key`, '"') = 0, 0), position(`object`, '\\') = 0, 0), '', if(countSubstrings(`object`, concat('"', `key`, '"')) <= 1, position(`key`, '"') = 0, 0), JSONExtractRaw(`object`, `key`), tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = `key`), JSONExtractKeysAndValuesRaw(`object`)), 2))) AS `json_part`,
  (`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`,
  (`document`) -> if(match(`document`, '[:,\\[]\\s*-?(?:\\d(?:\\.?\\d){15}|[\\d.]+[eE][+-]?\\d{3})|\\\\u[dD][89a-fA-F]|\\\\[^"]*"\\s*:'), concat('#', `json_tagged`(if(match(`document`, '[:,\\[]\\s*-?(?:\\d(?:\\.?\\d){15}|[\\d.]+[eE][+-]?\\d{3})|\\\\u[dD][89a-fA-F]|\\\\[^"]*"\\s*:'), `document`, ''))), trimBoth(`document`, ' \t\n\r')) AS `json_listed`
SELECT `person`
FROM (
  SELECT `person`,
    `lower_each`(`trait1_name`) = `lower_each`({p1:String}) AS `leaf0`
  FROM (
    SELECT `person`,
      `json_text`(`json_token`(`part1`)) AS `trait1_name`
    FROM (
      SELECT `person`,
        `json_part`(`value1_listed`, {p2:String}) AS `part1`
      FROM (
        SELECT `person`,
          `json_listed`(`value1`) AS `value1_listed`
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
