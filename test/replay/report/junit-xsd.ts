/** What Ant's JUnit XML may hold, as a schema: the elements, their order and their attributes. */

const attribute = (name: string, type: string): string =>
  `<xs:attribute name="${name}" type="xs:${type}" use="required"/>`;
const element = (name: string, type: string, more = ''): string =>
  `<xs:element name="${name}" type="${type}" ${more}/>`;
const failure = `<xs:element name="failure"><xs:complexType><xs:simpleContent><xs:extension base="xs:string">
  <xs:attribute name="message" type="xs:string"/>${attribute('type', 'string')}
  </xs:extension></xs:simpleContent></xs:complexType></xs:element>`;

const contents = `<?xml version="1.0"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:simpleType name="name"><xs:restriction base="xs:token"><xs:minLength value="1"/></xs:restriction></xs:simpleType>
<xs:simpleType name="time"><xs:restriction base="xs:dateTime"><xs:pattern value="\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d"/></xs:restriction></xs:simpleType>
<xs:element name="testsuites"><xs:complexType><xs:sequence>
  ${element('testsuite', 'suite', 'minOccurs="0" maxOccurs="unbounded"')}
</xs:sequence></xs:complexType></xs:element>
<xs:complexType name="suite"><xs:sequence>
  <xs:element name="properties"><xs:complexType><xs:sequence>
    <xs:element name="property" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:attribute name="name" type="name" use="required"/>${attribute('value', 'string')}
    </xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
  <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
    <xs:choice minOccurs="0"><xs:element name="skipped"/>${failure}</xs:choice>
    ${attribute('name', 'token')}${attribute('classname', 'token')}${attribute('time', 'decimal')}
  </xs:complexType></xs:element>
  ${element('system-out', 'xs:string')}${element('system-err', 'xs:string')}
</xs:sequence>
  <xs:attribute name="name" type="name" use="required"/><xs:attribute name="hostname" type="name" use="required"/>
  <xs:attribute name="timestamp" type="time" use="required"/>
  ${attribute('id', 'int')}${attribute('package', 'token')}${attribute('tests', 'int')}${attribute('failures', 'int')}
  ${attribute('errors', 'int')}${attribute('time', 'decimal')}
</xs:complexType>
</xs:schema>`;

export const junitSchema = { fileName: 'junit.xsd', contents };
