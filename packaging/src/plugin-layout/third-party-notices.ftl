<#-- One line a library: coordinates, licence as the library's own POM names it, home page. -->
Libraries in this plugin's lib folder. Each jar carries its own licence and notice files.

<#list dependencyMap as entry>
<#assign project = entry.getKey()/>
${project.groupId}:${project.artifactId}:${project.version}
<#if project.name?? && project.name != project.artifactId>
  ${project.name}
</#if>
  Licence: <#list entry.getValue() as license>${license}<#if license_has_next>; </#if></#list>
<#if project.url??>
  ${project.url}
</#if>

</#list>
