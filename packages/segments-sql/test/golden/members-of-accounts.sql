-- any member of their account (did order) or every member of their account (did order) or at most 1 member of their account (did order)
-- p1 = 1
-- p2 = "$account"
-- p3 = "order"
-- p4 = 1774958400001
-- p5 = "account"
-- p6 = "trait"
-- p7 = "value"
-- p8 = "$accounts/"
-- p9 = 1774958400000
WITH (`token`) -> multiIf(NOT startsWith(`token`, '"'), '', position(`token`, '\\') > 0, JSONExtractString(concat('[', `token`, ']'), 1), substring(`token`, 2, length(`token`) - 2)) AS `json_text`,
  (`token`) -> arrayElement(arrayMap((`parts`) -> concat(arrayElement(`parts`, 1), arrayElement(arrayMap((`digits`) -> arrayElement(arrayMap((`point`) -> if((`point` > 18) AND (`digits` != ''), 'none', arrayElement(arrayMap((`wide`) -> arrayElement(arrayMap((`at`) -> concat(substring(`wide`, `at` + 13, 18), '.', substring(`wide`, `at` + 31, 9)), array(greatest(least(`point`, 18), -10))), 1), array(concat('000000000000000000000000000000', `digits`, '000000000000000000000000000000'))), 1)), array((toInt64OrZero(replaceRegexpOne(arrayElement(`parts`, 4), '^\\+?(-?)0*([0-9]{0,7}).*$', '\\1\\2')) + length(`digits`)) - length(arrayElement(`parts`, 3)))), 1), array(replaceRegexpOne(concat(arrayElement(`parts`, 2), arrayElement(`parts`, 3)), '^0+', ''))), 1)), array(extractGroups(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'))), 1) AS `plain_number`,
  (`token`, `spelled`) -> multiIf(abs(toDecimal128OrNull(`token`, 9)) < toDecimal128('1000000000000000000', 9), toDecimal128OrNull(`token`, 9), startsWith(`token`, '"'), if(match(`spelled`, '^-?[0-9]{1,18}(\\.[0-9]{1,9})?$'), toDecimal128OrNull(`spelled`, 9), NULL), isNull(toDecimal128OrNull(`token`, 9)) AND ((`token` >= '-') AND (`token` < ':')) AND match(`token`, '^(-?)([0-9]+)(?:\\.([0-9]+))?[eE]([+-]?[0-9]+)$'), toDecimal128OrNull(`plain_number`(`token`), 9), NULL) AS `json_number`,
  (`token`) -> multiIf(startsWith(`token`, '"'), `json_text`(`token`), `token` IN ('true', 'false'), `token`, ifNull(toString(`json_number`(`token`, `json_text`(`token`))), '')) AS `json_form`,
  (`written`) -> arrayElement(arrayMap((`token`) -> multiIf(startsWith(`token`, '"n'), substring(`token`, 3, length(`token`) - 3), startsWith(`token`, '"s'), concat('"', substring(`token`, 3)), `token`), array(`written`)), 1) AS `json_untagged`,
  (`written`) -> if(startsWith(`written`, '#'), `json_untagged`(substring(`written`, 2)), `written`) AS `json_token`,
  (`object`, `key`) -> tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = concat('s', `key`)), JSONExtractKeysAndValuesRaw(`object`)), 2) AS `json_member`,
  (`object`, `key`) -> if(startsWith(`object`, '#'), concat('#', `json_member`(substring(`object`, 2), `key`)), if((position(`key`, '"') = 0) AND (countSubstrings(`object`, concat('"', `key`, '"')) <= 1), JSONExtractRaw(`object`, `key`), tupleElement(arrayLast((`pair`) -> (tupleElement(`pair`, 1) = `key`), JSONExtractKeysAndValuesRaw(`object`)), 2))) AS `json_part`,
  (`written`) -> multiIf(startsWith(`written`, '['), JSONExtractArrayRaw(`written`), startsWith(`written`, '#['), arrayMap((`item`) -> concat('#', `item`), JSONExtractArrayRaw(substring(`written`, 2))), JSONExtractArrayRaw('[]')) AS `json_items`,
  (`written`) -> arrayElement(arrayMap((`document`) -> if(match(`document`, '\\\\u[dD][89a-fA-F]'), replaceRegexpOne(replaceRegexpAll(`document`, '((?:\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\\\u[0-9a-ce-fA-CE-F][0-9a-fA-F]{3}|\\\\u[dD][0-7][0-9a-fA-F]{2}|\\\\[^u]|[^\\\\])*)(\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|$)', '\\1\\\\ufdd0'), '(?:\\\\ufdd0)*$', ''), `document`), array(`written`)), 1) AS `json_without_half_pairs`,
  (`document`) -> replaceRegexpOne(replaceRegexpAll(replaceRegexpAll(`json_without_half_pairs`(`document`), '"((?:[^"\\\\]|\\\\.)*)"', '"s\\1"'), '((?:"(?:[^"\\\\]|\\\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*|$)', '\\1"n\\2"'), '(?:"n")*$', '') AS `json_tagged`
SELECT count() AS `accounts`,
  countIf(`held` >= 1) AS `holds0`,
  arraySlice(groupArrayIf(`account`, `held` >= 1), 1, 20000) AS `passing0`,
  countIf((`held` >= 1) AND (`held` = `members`)) AS `holds1`,
  arraySlice(groupArrayIf(`account`, (`held` >= 1) AND (`held` = `members`)), 1, 20000) AS `passing1`,
  countIf((`held` >= 0) AND (`held` <= 1)) AS `holds2`,
  arraySlice(groupArrayIf(`account`, (`held` >= 0) AND (`held` <= 1)), 1, 20000) AS `passing2`
FROM (
  SELECT `account`,
    count() AS `members`,
    countIf(`each`.`held`) AS `held`
  FROM (
    SELECT arrayJoin(`account_ids`) AS `account`,
      `leaf0` AS `held`
    FROM (
      SELECT `person`,
        `fact1` >= {p1:UInt64} AS `leaf0`,
        arrayMap((`account`) -> `json_form`(`json_token`(`json_part`(`account`, {p2:String}))), `trait1_items`) AS `account_ids`
      FROM (
        SELECT `person`,
          `fact1`,
          `json_items`(concat('#', `value1`)) AS `trait1_items`
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
              PREWHERE (`name` = {p3:String}) AND (`time` < fromUnixTimestamp64Milli({p4:Int64}, 'UTC'))
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
            SELECT `person`,
              `fact1`,
              concat('[', arrayStringConcat(arrayMap((`account`) -> concat('{', arrayStringConcat(arrayPushBack(arrayMap((`each`) -> concat(tupleElement(`each`, 2), ':', tupleElement(`each`, 4)), arrayFilter((`each`) -> (tupleElement(`each`, 2) != 'null'), `account`)), concat('"s$account":', tupleElement(arrayElement(`account`, 1), 1))), ','), '}'), arrayFilter((`account`) -> arrayExists((`each`) -> ((tupleElement(`each`, 2) = 'null') AND (tupleElement(`each`, 4) = 'true')), `account`), arraySplit((`each`, `last`) -> (tupleElement(`each`, 1) != tupleElement(`last`, 1)), `value1_latest`, arrayPopBack(arrayPushFront(`value1_latest`, tuple('', '', 0, '')))))), ','), ']') AS `value1`
            FROM (
              SELECT `person`,
                `fact1`,
                arrayFilter((`each`, `next`) -> ((tupleElement(`next`, 3) = 0) OR (tupleElement(`each`, 1) != tupleElement(`next`, 1)) OR (tupleElement(`each`, 2) != tupleElement(`next`, 2))), `value1_parts`, arrayPopFront(arrayPushBack(`value1_parts`, tuple('', '', 0, '')))) AS `value1_latest`
              FROM (
                SELECT `person`,
                  `fact1`,
                  arraySort(arrayMap((`word`, `place`) -> arrayElement(arrayMap((`written`) -> tuple(`json_member`(`written`, {p5:String}), `json_member`(`written`, {p6:String}), `place`, `json_member`(`written`, {p7:String})), array(`json_tagged`(tupleElement(`word`, 3)))), 1), arraySort(`value1_words`), arrayEnumerate(arraySort(`value1_words`)))) AS `value1_parts`
                FROM (
                  SELECT if(`owners`.`is_moved`, `owners`.`owner`, `rows`.`node`) AS `person`,
                    toUInt64(0) AS `fact1`,
                    groupArrayIf(tuple(`rows`.`time`, `rows`.`id_hash`, `rows`.`value`), `rows`.`name` = {p8:String}) AS `value1_words`
                  FROM (
                    SELECT `node`,
                      `name`,
                      `value`,
                      `time`,
                      `id_hash`
                    FROM `traits`
                    PREWHERE (`name` = {p8:String}) AND (`time` <= fromUnixTimestamp64Milli({p9:Int64}, 'UTC'))
                  ) AS `rows`
                  LEFT ANY JOIN (
                    SELECT `node`,
                      argMax(`person`, `offset`) AS `owner`,
                      1 AS `is_moved`
                    FROM `moves`
                    GROUP BY `node`
                  ) AS `owners` ON `rows`.`node` = `owners`.`node`
                  GROUP BY `person`
                ) AS `gathered`
              ) AS `gathered`
            ) AS `gathered`
          ) AS `part`
          GROUP BY `person`
        ) AS `people`
      ) AS `people`
    ) AS `people`
    WHERE 1
  ) AS `each`
  GROUP BY `account`
) AS `counted`
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0, output_format_decimal_trailing_zeros = 0, output_format_json_escape_forward_slashes = 0, query_plan_join_swap_table = 'false', optimize_and_compare_chain = 0
